#!/usr/bin/env bash
# Makes the tree of a snapshot usable at its mount path: verifies it, re-roots symlinks and sets owners, where asked.
#
# in:   DLPX_MOUNT_PATH DLPX_SCRATCH_PATH DLPX_GUID
#       DLPX_FINGERPRINT    what the snapshot says of the tree's root; empty: not known
#       DLPX_FILES DLPX_DIRECTORIES DLPX_BYTES   what the snapshot holds; DLPX_FILES is empty: nothing is counted
#       DLPX_CHANGED_SINCE  a tree that was changed after this time may differ from the snapshot; empty: it may not
#       DLPX_SYMLINK_TESTS  the list of find's tests for symlinks that may point into DLPX_SOURCE_PATH, and are then to
#         point into the mount path; empty: symlinks stay
#       DLPX_SYMLINK_TRANSFORM   the expressions of tar that change where those point to which do
#       DLPX_REROOTED       the mount path, as find's wildcards have it
#       DLPX_OWNER          user, user:group or :group that is to own every item, by number; empty: owners stay
# out:  rootDiffers=true where the tree's root differs from the snapshot as it was changed since;
#       files=…, directories=… and bytes=… where the numbers differ, which is no failure where the tree was changed
#       since; complete=false where a part of it cannot be read, which is none either;
#       unreadFolders=true where folders that may have symlinks cannot be read; rerootedSymlinks=…
# failures: storage-not-mounted; storage-not-readable user=…; mount-path-not-own; scratch-not-own; mounted-below;
#       tree-differs; counts-differ; trial-not-removed folder=…; symlinks-not-rerooted folder=…; owners-not-set
# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/lib/mounted.sh"
. "${BASH_SOURCE[0]%/*}/lib/fingerprint.sh"
count=$(<"${BASH_SOURCE[0]%/*}/lib/count.awk")

# verify_root: compares the root of the tree with what the snapshot says of it.
verify_root() {
    found=$(fingerprint) || fail storage-not-readable user "$(id -un)"
    [[ $found != "$DLPX_FINGERPRINT" ]] || return 0
    # Nobody can set the time of a change.
    [[ -n $DLPX_CHANGED_SINCE && -n $(find_root -newerct "$DLPX_CHANGED_SINCE" -print -quit) ]] || fail tree-differs
    put rootDiffers true
}

# verify_counts: compares the numbers of the whole tree. The source may have had such names itself.
verify_counts() {
    for spared in '' '.nfs*'; do
        counts=$(walk -printf '%y %s\n' | awk "$count" || put complete false)
        [[ $counts != "$(put files "$DLPX_FILES" directories "$DLPX_DIRECTORIES" bytes "$DLPX_BYTES")" ]] || return 0
    done
    printf '%s\n' "$counts"
    [[ $counts == *complete=false ]] ||
        [[ -n $DLPX_CHANGED_SINCE && -n $(walk -newerct "$DLPX_CHANGED_SINCE" -print -quit) ]] || fail counts-differ
}

# walk ACTION...: runs find on the whole tree, without what NFS keeps of deleted files, where spared says so.
walk() { find . -ignore_readdir_race -name "$spared" -prune -o "$@"; }

# reroot: changes where symlinks point to, and nothing else that can be seen: owners, times, attributes and hard links
# stay, also the times of the folders. Others may change the tree meanwhile. So all names are of a folder that is held:
# find holds that of the symlinks as the working directory, and $room is the trial, which nobody else may enter.
reroot() {
    # The user may put a pipe in its place. The dot makes sure that only a folder is opened: a pipe would be waited for.
    mkdir -m 700 -- "$trial" && exec {room}<"$trial/." || return
    export scratch room=/proc/self/fd/$room
    # Another folder may have come in its place.
    [[ $(stat -Lc %u:%a "$room") == $EUID:*700 && $(readlink "$room") == "$(readlink /proc/self/cwd)/$trial" ]] &&
        mkdir -- "$room/new" || return
    rerooted=$(find . -xdev -ignore_readdir_race -path "./$trial" -prune -o -type l "${tests[@]}" \
        -execdir bash -euo pipefail -c 'reroot_folder "$@"' bash {} + | wc -c) || put unreadFolders true
    [[ ! -s $scratch/folder ]]
}

# reroot_folder NAME...: does that for symlinks of the working directory, and prints a dot for each. The new ones are
# made in the trial, and moved over the old ones when all are there: full storage loses none. It takes no process for
# each symlink.
reroot_folder() {
    # The file names the folder that failed: it stays then, and no further folder is begun.
    [[ ! -s $scratch/folder ]]
    pwd -P >"$scratch/folder"
    mapfile -d '' -t found < <(stat --printf '%.9Y\0%i\0%h\0%n\0' . "$@")
    tar -c --format=posix --hard-dereference --no-recursion --no-unquote --transform="$DLPX_SYMLINK_TRANSFORM" -- "$@" |
        tar -xp --directory="$room/new"
    # The other names of a symlink may be in other folders.
    for ((i = 5; i < ${#found[@]}; i += 4)); do
        [[ ! -L $room/${found[i]} ]] || ln -fP -- "$room/${found[i]}" "$room/new/${found[i + 2]}"
        [[ -L $room/${found[i]} || ${found[i + 1]} == 1 ]] || ln -P -- "$room/new/${found[i + 2]}" "$room/${found[i]}"
    done
    find "$room/new/" \( -lname "$DLPX_REROOTED" -o -lname "$DLPX_REROOTED/*" \) -printf . -exec mv -f -t . -- {} +
    touch -m -d "@${found[0]}" . && : >"$scratch/folder"
}

# is_sole: whether nothing is mounted in the tree. A mount is not part of the snapshot, but rm and chown would enter it.
# Its path cannot be compared, as the user may rename the folders above it.
is_sole() { ((EUID != 0 || $(findmnt -nRo ID -T . | wc -l) == 1)); }

# remove_trial: removes the trial folder; the tree's root keeps its time.
remove_trial() { [[ ! -e $trial && ! -L $trial ]] || ! is_sole || { rm -rf "$trial" && touch -mr "$scratch/time" .; }; }

# A time may be any. Only root gives a symlink attributes, but a program with capabilities may come in its place.
export TAR_OPTIONS='--warning=no-timestamp -P --numeric-owner --xattrs-include=* --xattrs-exclude=*.capability'
export -f reroot_folder
enter_mounted && make_scratch
trial=.dlpx-$DLPX_GUID rerooted=0 && list tests "$DLPX_SYMLINK_TESTS"
# A run that fails leaves nothing behind.
trap 'remove_trial && rm -f -- "$scratch"/{time,folder} && rmdir --ignore-fail-on-non-empty -- "$scratch"' EXIT
touch -m -r . "$scratch/time"
# A killed run may have left a trial folder.
remove_trial || fail trial-not-removed folder "$trial"

[[ -z $DLPX_FINGERPRINT ]] || verify_root
[[ -z $DLPX_FILES ]] || verify_counts
[[ -z $DLPX_SYMLINK_TESTS$DLPX_OWNER ]] || is_sole || fail mounted-below
[[ -z $DLPX_SYMLINK_TESTS ]] || reroot || fail symlinks-not-rerooted folder "$(cat -- "$scratch/folder" 2>/dev/null)"
put rerootedSymlinks "$rerooted"
[[ -z $DLPX_OWNER ]] || chown -hR -- "$DLPX_OWNER" . || fail owners-not-set
mark >"$scratch/mount"
