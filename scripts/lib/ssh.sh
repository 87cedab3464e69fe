# shellcheck shell=bash
# The SSH connection from the staging host to the source host. Its variables:
#   DLPX_SOURCE_ADDRESS DLPX_SOURCE_USER DLPX_SSH_PORT   where and as whom
#   DLPX_IDENTITY_FILE                                   private key; empty for the keys that ssh offers by itself
#   DLPX_ACCEPT_NEW_HOST_KEY                             true or false: whether a host that was never met is trusted
#   DLPX_SCRATCH_PATH                                    folder where accepted host keys are remembered
# All connections of a run are one, which the first of them opens, with master=yes; its socket is in the working folder.

# remote_shell IGNORED COMMAND...: runs a command on the source host. The first argument is the host name that rsync passes; the real one comes
# from the variables, so no address or user can turn into an option or a path. What login files print before the command begins is left out.
remote_shell() {
    shift
    if [[ ${noise:-false} == true ]]; then
        noise=false remote_shell '' "echo dlpx-begin; exec $*" | after_noise
        return
    fi
    local options=(
        -o ControlMaster="${master:-no}" -o ControlPath=ssh.socket -o ControlPersist=no
        -o BatchMode=yes
        -o ConnectTimeout=15
        -o ServerAliveInterval=15
        -o ServerAliveCountMax=4
        -o LogLevel=ERROR
        # About a fifth faster than the default on processors with AES; the rest is what ssh would offer anyway.
        -o Ciphers=^aes128-gcm@openssh.com
        # ssh writes accepted keys to the first file: never to the user's own.
        -o "UserKnownHostsFile=\"${DLPX_SCRATCH_PATH//%/%%}/known_hosts\" ~/.ssh/known_hosts ~/.ssh/known_hosts2"
        -p "$DLPX_SSH_PORT"
        -l "$DLPX_SOURCE_USER"
    )
    if [[ $DLPX_ACCEPT_NEW_HOST_KEY == true ]]; then
        options+=(-o StrictHostKeyChecking=accept-new)
    else
        options+=(-o StrictHostKeyChecking=yes)
    fi
    if [[ -n $DLPX_IDENTITY_FILE ]]; then
        options+=(-o IdentitiesOnly=yes -i "$DLPX_IDENTITY_FILE")
    fi
    ssh "${options[@]}" -- "$DLPX_SOURCE_ADDRESS" "$@"
}

# after_noise: what comes after the line that ends with dlpx-begin.
after_noise() {
    local line
    while IFS= read -r line && [[ $line != *dlpx-begin ]]; do :; done
    exec cat
}

# ssh_failure STDERR: the exit code that says why ssh could not connect.
ssh_failure() {
    case $1 in
        *"Could not resolve hostname"* | *"hostname contains invalid characters"*) echo 73 ;;
        *"Connection refused"* | *"No route to host"* | *"Network is unreachable"*) echo 74 ;;
        *"timed out"* | *"Timeout"*) echo 75 ;;
        *"REMOTE HOST IDENTIFICATION HAS CHANGED"*) echo 78 ;;
        *"Host key verification failed"*) echo 77 ;;
        *"Permission denied"* | *"Too many authentication failures"*) echo 76 ;;
        *) echo 79 ;;
    esac
}
