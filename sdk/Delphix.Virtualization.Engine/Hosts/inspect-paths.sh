#!/usr/bin/env bash
# Says of paths on a source host what they are, symlinks followed, before they are copied.
#
# in:   DVP_PATH_COUNT DVP_PATH_0 ...    the paths
# out:  whether rsync is there, true or false; then for each path a line "<state> <place>": the state is missing, unreadable, directory,
#       file or other; the place tells a directory from all others, of other machines too, and is "-" for what is none
set -euo pipefail

state() {
    if [[ ! -e $1 ]]; then
        echo missing
    elif [[ ! -r $1 || (-d $1 && ! -x $1) ]]; then
        echo unreadable
    elif [[ -d $1 ]]; then
        echo directory
    elif [[ -f $1 ]]; then
        echo file
    else
        echo other
    fi
}

! type -P rsync >/dev/null || rsync=true
echo "${rsync:-false}"
for ((i = 0; i < DVP_PATH_COUNT; i++)); do
    path=DVP_PATH_$i
    place=-
    if [[ -d ${!path} ]]; then
        place=$(</proc/sys/kernel/random/boot_id):$(stat -L -c %d:%i -- "${!path}")
    fi
    echo "$(state "${!path}") $place"
done
