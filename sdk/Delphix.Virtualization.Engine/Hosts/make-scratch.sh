#!/usr/bin/env bash
# Makes an environment's scratch folder for its user alone, or closes one that others can enter. Fails if another user can put something
# else in its place.
#
# in:   DVP_SCRATCH    the folder
set -euo pipefail
umask 077

# make FOLDER: makes a folder, with those above it that are missing. Each for its user alone: where a folder has a default ACL, the umask
# counts for nothing.
make() {
    [[ -z $1 || -d $1 ]] || { make "${1%/*}" && mkdir -m 700 -- "$1"; } || [[ -d $1 ]]
}

make "$DVP_SCRATCH"
[[ ! -L $DVP_SCRATCH ]] || { echo "$DVP_SCRATCH is a symlink; delete it" >&2 && exit 1; }
[[ -O $DVP_SCRATCH ]] || { echo "$DVP_SCRATCH belongs to another user; delete it" >&2 && exit 1; }
[[ ! -k $DVP_SCRATCH ]] || { echo "$DVP_SCRATCH is meant for all users; choose another folder" >&2 && exit 1; }
chmod 700 -- "$DVP_SCRATCH"
folder=$(cd -- "$DVP_SCRATCH" && pwd -P)
while [[ $folder != / ]]; do
    folder=$(dirname -- "$folder")
    facts=$(stat -c '%u %a' -- "$folder")
    read -r owner mode <<<"$facts"
    # As for sshd's StrictModes; a sticky folder of root, such as /tmp, is no danger.
    (((owner == 0 || owner == EUID) && (!(8#$mode & 8#022) || (owner == 0 && 8#$mode & 8#1000)))) || {
        echo "Other users can write to $folder, or it belongs to one; take that from them: chmod go-w $folder" >&2
        exit 1
    }
done
