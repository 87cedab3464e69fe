# shellcheck shell=bash
# The SSH connection from the staging host to the source host. Its variables:
#   DLPX_SOURCE_ADDRESS                    where
#   DLPX_SSH_OPTIONS                       how, a list: ends with -- and where
#   DLPX_SCRATCH_PATH DLPX_GUID            the folder of the connection's socket
#   DLPX_NOISE                             true or false: whether login files of the source user print something
#   DLPX_PATIENCE                          how many seconds the source host gets for an answer

# remote_shell HOST COMMAND...: runs a command on the source host. rsync calls it with a host name, which is ignored:
# the real one comes from the variables, so no address or user can become an option or a path. All calls of a sync share
# one connection. If nobody closes it, it ends when it was idle for a minute. The command is ended after DLPX_PATIENCE
# seconds, or as many as patience says, where that is set; empty: never.
remote_shell() {
    local options limit=${patience-$DLPX_PATIENCE} && list options "$DLPX_SSH_OPTIONS"
    # From the scratch folder, not from the mount, which an idle connection would keep busy. There the socket's path is
    # short, as it must be (about 100 bytes). The limit: ssh writes at most 64 MiB into a file.
    cd -- "$DLPX_SCRATCH_PATH/$DLPX_GUID" && ulimit -S -f 65536 && trap '' XFSZ || return
    [[ $DLPX_NOISE == true ]] || exec ${limit:+timeout --foreground "$limit"} ssh "${options[@]}" "${@:2}"
    ${limit:+timeout --foreground "$limit"} ssh "${options[@]}" "echo dlpx-begin; exec ${*:2}" | after_noise
}

# close_connection: ends the connection, where there is one. Each sync logs in anew.
close_connection() {
    [[ ! -S $scratch/ssh.socket ]] || (cd "$scratch" && ssh -O exit -S ssh.socket -- "$DLPX_SOURCE_ADDRESS") || true
} 2>/dev/null

# after_noise: what comes after the line that ends with dlpx-begin. What login files print may have no end.
after_noise() { while IFS= read -r -n 100000 line && [[ $line != *dlpx-begin ]]; do :; done && exec cat; }

# at_source FUNCTION [FILE]: runs a function of source.sh where the source directory is, in any sh. It finds the
# directory's path in $path, that of a file of the staging host in $proof, the times of the last sync and of this one in
# $since and $began, and on its stdin the file, which travels as octal numbers: it may have any bytes.
at_source() {
    local quote="'\\''" paths=("$DLPX_SOURCE_PATH" "$DLPX_SCRATCH_PATH/$DLPX_GUID/proof") began=${DLPX_SYNCED:-1}
    {
        declare -f absolute_path "$1" && echo "PATH=\$(absolute_path) PATH=\${PATH%:}"
        printf "since='%s' began='%s' path='%s' proof='%s'\nprintf '" "${known:-9999999999}" \
            "${began%% *}" "${paths[@]//\'/"$quote"}"
        (($# < 2)) || od -An -v -to1 -- "$2" | sed -z 's/\n//g; y/ /\\/'
        printf "' | %s\n" "$1"
    } 2>/dev/null | if [[ ${DLPX_FROM:-source:} == source:* ]]; then remote_shell source sh; else sh; fi
}
