# shellcheck shell=bash
# The engine's storage on this host.

# is_mounted PATH: whether the engine's storage is there. An engine that may not mount, as it does not run as root, links a volume of its own instead.
is_mounted() {
    timeout 10 mountpoint -q -- "$1" || [[ $EUID != 0 && -L $1 && -d $1 && $(readlink -f -- "$1") =~ /volumes/[0-9a-f]{32}(/|$) ]]
}

# is_empty FOLDER: but for the lost+found of its file system. A folder that cannot be read is not.
is_empty() {
    local first
    first=$(find "$1/" -mindepth 1 -maxdepth 1 ! -name lost+found -print -quit) && [[ -z $first ]]
}

# require_mounted PATH: ends the script with code 64 unless it is. Without this, a delete would hit the host's own disk.
require_mounted() {
    is_mounted "$1" || fail 64 "The engine's storage is not mounted at $1."
}
