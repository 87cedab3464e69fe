#!/usr/bin/env bash
# Makes an environment's scratch folder for its user alone, or closes one that others can enter. Fails if another user can put something
# else in its place.
#
# in:   DVP_SCRATCH    the folder
set -euo pipefail
umask 077
mkdir -p -- "$DVP_SCRATCH"
[[ ! -L $DVP_SCRATCH ]] || { echo "$DVP_SCRATCH is a symlink; delete it" >&2 && exit 1; }
[[ -O $DVP_SCRATCH ]] || { echo "$DVP_SCRATCH belongs to another user; delete it" >&2 && exit 1; }
[[ ! -k $DVP_SCRATCH ]] || { echo "$DVP_SCRATCH is meant for all users; choose another folder" >&2 && exit 1; }
chmod 700 -- "$DVP_SCRATCH"
folder=$(cd -- "$DVP_SCRATCH" && pwd -P)
while [[ $folder != / ]]; do
    folder=$(dirname -- "$folder")
    # As for sshd's StrictModes; a sticky folder of root, such as /tmp, is no danger.
    open=$(find "$folder" -maxdepth 0 \( ! -user 0 ! -user "$EUID" -o \( -perm -020 -o -perm -002 \) ! \( -user 0 -perm -1000 \) \))
    [[ -z $open ]] || {
        echo "Other users can write to $folder, or it belongs to one; take that from them: chmod go-w $folder" >&2
        exit 1
    }
done
