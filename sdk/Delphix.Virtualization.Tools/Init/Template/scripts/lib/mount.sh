# shellcheck shell=bash
# The engine's storage on this host.

# ask COMMAND...: the first line that a command has to say of storage; fails when there is none within 10 seconds. Storage that hangs may keep the command for
# ever, so that is not waited for, and it holds no output of this script open, nor a sync's lock and connection.
ask() {
    local answer
    read -r -t 10 answer < <(exec 2>/dev/null && { [[ -z ${session:-} ]] || exec {lock}>&- {session}>&-; } && "$@") && printf '%s' "$answer"
}

# is_mounted PATH: whether storage is there. An engine that may not mount, as it does not run as root, links a volume of its own instead.
is_mounted() {
    [[ $(ask say_mounted "$1") == yes ]] || [[ $EUID != 0 && -L $1 && -d $1 && $(readlink -f -- "$1") =~ /volumes/[0-9a-f]{32}(/|$) ]]
}

say_mounted() {
    mountpoint -q -- "$1" && echo yes
}

# mark PATH: what tells the storage that is mounted there from any other, as long as it is: the file system, and in it the folder.
mark() {
    local system
    system=$(stat -f --format=%i -- "$1/.") && stat --format="$system %d:%i" -- "$1/."
}

# is_own PATH: whether the storage that is mounted there is what configure-tree.sh found; also where it never ran.
is_own() {
    local found=$DLPX_SCRATCH_PATH/$DLPX_GUID/mount
    [[ ! -e $found || $(ask mark "$1") == "$(<"$found")" ]]
}

# is_empty FOLDER: but for the lost+found of its file system. A folder that cannot be read is not.
is_empty() {
    local first
    first=$(find "$1/" -mindepth 1 -maxdepth 1 ! -name lost+found -print -quit) && [[ -z $first ]]
}

# require_mounted PATH: ends the script with code 64 unless it is, and no other. Without this, a delete would hit the host's own disk.
require_mounted() {
    is_mounted "$1" || fail 64 "The engine's storage is not mounted at $1."
    is_own "$1" || fail 64 "What is mounted at $1 is not the storage that was configured."
}
