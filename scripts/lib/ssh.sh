# shellcheck shell=bash
# The SSH connection from the staging host to the source host. Its variables:
#   DLPX_SOURCE_ADDRESS DLPX_SOURCE_USER DLPX_SSH_PORT   where and as whom
#   DLPX_IDENTITY_FILE                                   private key; empty for the keys that ssh offers by itself
#   DLPX_ACCEPT_NEW_HOST_KEY                             true or false: whether the key of a host that was never met
#   is accepted
#   DLPX_NOISE                                           true or false: whether login files of the source user print
#   something
#   DLPX_SCRATCH_PATH DLPX_GUID                          folders of the accepted host keys and of the connection's
#   socket

# remote_shell HOST COMMAND...: runs a command on the source host. rsync calls it with a host name, which is ignored:
# the real one comes from the variables, so no address or user can become an option or a path. All calls of a sync share
# one connection. If nobody closes it, it ends when it was idle for a minute.
remote_shell() {
    local options=(
        -o BatchMode=yes -o ConnectTimeout=15 -o ServerAliveInterval=15 -o ServerAliveCountMax=4 -o LogLevel=ERROR
        # From its own folder, the socket's name is short: the system allows about 100 bytes.
        -o ControlMaster=auto -o ControlPath=ssh.socket -o ControlPersist=60
        # About a fifth faster than the default on processors with AES; the rest is what ssh would offer anyway.
        -o Ciphers=^aes128-gcm@openssh.com
        # ssh writes accepted keys to the first file: never to the user's own.
        -o "UserKnownHostsFile=\"${DLPX_SCRATCH_PATH//%/%%}/known_hosts\" ~/.ssh/known_hosts ~/.ssh/known_hosts2"
        -o StrictHostKeyChecking="$([[ $DLPX_ACCEPT_NEW_HOST_KEY == true ]] && echo accept-new || echo yes)"
        -p "$DLPX_SSH_PORT" -l "$DLPX_SOURCE_USER"
    )
    [[ -z $DLPX_IDENTITY_FILE ]] || options+=(-o IdentitiesOnly=yes -i "$DLPX_IDENTITY_FILE")
    # Not in the mount, which a connection that stays would keep busy.
    cd -- "$DLPX_SCRATCH_PATH/$DLPX_GUID" || return
    shift
    if [[ $DLPX_NOISE == true ]]; then
        ssh "${options[@]}" -- "$DLPX_SOURCE_ADDRESS" "echo dlpx-begin; exec $*" | after_noise
    else
        exec ssh "${options[@]}" -- "$DLPX_SOURCE_ADDRESS" "$@"
    fi
}

# close_connection: ends the connection, where there is one. Each sync logs in anew.
close_connection() {
    local folder=$DLPX_SCRATCH_PATH/$DLPX_GUID
    [[ ! -S $folder/ssh.socket ]] ||
        (cd -- "$folder" && ssh -O exit -o ControlPath=ssh.socket -- "$DLPX_SOURCE_ADDRESS" 2>/dev/null) || true
}

# after_noise: what comes after the line that ends with dlpx-begin.
after_noise() {
    local line
    while IFS= read -r line && [[ $line != *dlpx-begin ]]; do :; done
    exec cat
}

# at_source FUNCTION: runs a function of these scripts where the source directory is, in any sh. It finds the
# directory's path in $path and has on its stdin what is on stdin here. Both travel as octal numbers, so that no
# character of them can be taken for a command.
at_source() {
    {
        declare -f "$1"
        # shellcheck disable=SC2016 # for the source host to expand
        printf 'path=$(printf "%s.")\npath=${path%%.}\n' "$(printf %s "$DLPX_SOURCE_PATH" | octal)"
        printf 'printf "%s" | %s\n' "$(octal)" "$1"
    } 2>/dev/null | if [[ ${DLPX_FROM:-source:} == source:* ]]; then
        remote_shell source sh
    else
        sh
    fi
}

octal() {
    od -An -v -to1 | sed -z 's/\n//g; y/ /\\/'
}
