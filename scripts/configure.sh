#!/usr/bin/env bash
# Makes the tree of a snapshot usable at its mount path: verifies it, re-roots symlinks and sets owners, where asked.
#
# in:   DLPX_MOUNT_PATH DLPX_SCRATCH_PATH DLPX_GUID
#       DLPX_FINGERPRINT    what the snapshot says of the tree's root; empty: not known
#       DLPX_FILES DLPX_DIRECTORIES DLPX_BYTES   what the snapshot holds; DLPX_FILES is empty: nothing is counted
#       DLPX_CHANGED_SINCE  a tree that was changed after this time may differ from the snapshot; empty: it may not
#       DLPX_SYMLINK_TESTS  the list of find's tests for symlinks into DLPX_SOURCE_PATH, which are to point into the
#         mount path; empty: symlinks stay
#       DLPX_SYMLINK_TRANSFORM   the expression of tar that changes where they point to
#       DLPX_OWNER          user, user:group or :group that is to own every item, by number; empty: owners stay
# out:  rootDiffers=true where the tree's root differs from the snapshot as it was changed since;
#       files=…, directories=… and bytes=… where the numbers differ, which is no failure where the tree was changed
#       since; complete=false where a part of it cannot be read, which is none either;
#       unreadFolders=true where folders that may have symlinks cannot be read; rerootedSymlinks=…
# failures: storage-not-mounted; storage-not-readable user=…; tree-differs; counts-differ; symlinks-not-rerooted;
#       owners-not-set
# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/lib/mounted.sh"
. "${BASH_SOURCE[0]%/*}/lib/fingerprint.sh"
count=$(<"${BASH_SOURCE[0]%/*}/lib/count.awk")

# verify_root: compares the root of the tree with what the snapshot says of it.
verify_root() {
    local found
    found=$(fingerprint) || fail storage-not-readable user "$(id -un)"
    [[ $found != "$DLPX_FINGERPRINT" ]] || return 0
    # Nobody can set the time of a change.
    [[ -n $DLPX_CHANGED_SINCE && -n $(find_root -newerct "$DLPX_CHANGED_SINCE" -print -quit) ]] || fail tree-differs
    put rootDiffers true
}

# verify_counts: compares the numbers of the whole tree.
verify_counts() {
    local counts
    counts=$(walk -printf '%y %s\n' | awk "$count" || put complete false)
    [[ $counts != "$(put files "$DLPX_FILES" directories "$DLPX_DIRECTORIES" bytes "$DLPX_BYTES")" ]] || return 0
    printf '%s\n' "$counts"
    [[ $counts == *complete=false ]] ||
        [[ -n $DLPX_CHANGED_SINCE && -n $(walk -newerct "$DLPX_CHANGED_SINCE" -print -quit) ]] || fail counts-differ
}

# walk ACTION...: runs find on the whole tree, without what NFS keeps of deleted files.
walk() { find . -ignore_readdir_race -name '.nfs*' -prune -o "$@"; }

# reroot: changes where the listed symlinks point to, and nothing else that can be seen: owners, times and hard links
# stay, also the times of the folders. As tar packs and unpacks the symlinks, this takes no process for each.
reroot() {
    { cat "$scratch/links" && sed -z 's|/[^/]*$||' "$scratch/links" | sort -zu; } |
        tar --create --gzip --file="$scratch/links.tar" --format=posix --absolute-names --numeric-owner --no-recursion \
            --transform="$DLPX_SYMLINK_TRANSFORM" --null --no-unquote --verbatim-files-from --files-from=- || return
    # As tar removes a symlink before it makes the new one, full storage would lose it. So a trial takes the room for
    # all of them first, which nobody else gets meanwhile: what does not fit beside the trial fits in its place. The
    # trial's folders get no modes that would keep it from being removed.
    mkdir -m 700 -- "$trial" && unpack --directory="$trial" --no-overwrite-dir &&
        { unpack 2>/dev/null || { remove_trial && unpack; }; } && remove_trial
}

# unpack [OPTION...]: unpacks the symlinks and the times of their folders.
unpack() { tar -xpf "$scratch/links.tar" --absolute-names --delay-directory-restore "$@"; }

# remove_trial: the tree's root keeps its time.
remove_trial() { [[ ! -e $trial ]] || { rm -rf -- "$trial" && touch -m -r "$scratch/time" -- .; }; }

# A time may be any.
export TAR_OPTIONS=--warning=no-timestamp
enter_mounted
make_scratch
trial=.dlpx-$DLPX_GUID
# What fails leaves nothing behind.
trap 'remove_trial && rm -f -- "$scratch"/{time,links,links.tar} && rmdir --ignore-fail-on-non-empty -- "$scratch"' EXIT
touch -m -r . "$scratch/time"
# One that was killed left it.
remove_trial

[[ -z $DLPX_FINGERPRINT ]] || verify_root
[[ -z $DLPX_FILES ]] || verify_counts
list tests "$DLPX_SYMLINK_TESTS"
{ [[ -z $DLPX_SYMLINK_TESTS ]] || find . -ignore_readdir_race -type l "${tests[@]}" -print0; } >"$scratch/links" ||
    put unreadFolders true
[[ ! -s $scratch/links ]] || reroot || fail symlinks-not-rerooted
put rerootedSymlinks "$(tr -dc '\0' <"$scratch/links" | wc -c)"
[[ -z $DLPX_OWNER ]] || chown -hR -- "$DLPX_OWNER" . || fail owners-not-set
mark >"$scratch/mount"
