#!/usr/bin/env bash
# Makes the tree of a snapshot usable at its mount path: verifies it, re-roots symlinks and sets owners, where asked.
#
# in:   DLPX_MOUNT_PATH DLPX_SCRATCH_PATH DLPX_GUID
#       DLPX_FINGERPRINT    what the snapshot says of the tree's root; empty: not known
#       DLPX_FILES DLPX_DIRECTORIES DLPX_BYTES   what the snapshot holds; DLPX_FILES is empty: nothing is counted
#       DLPX_CHANGED_SINCE  a tree that was changed after this time may differ from the snapshot; empty: it may not
#       DLPX_SOURCE_PATH    symlinks to this directory or into it are to point into the mount path; empty: symlinks stay
#       DLPX_OWNER          user, user:group or :group that is to own every item, by number; empty: owners stay
# out:  rootDiffers=true where the tree's root differs from the snapshot as it was changed since;
#       files=…, directories=…, bytes=… and complete=… where the numbers differ, as the tree was changed since, or as a
#       part of it cannot be read, which is complete=false;
#       unreadFolders=true where folders that may have symlinks cannot be read; rerootedSymlinks=…
# failures: storage-not-mounted; storage-not-readable user=…; tree-differs;
#       counts-differ files=… directories=… bytes=…; symlinks-not-rerooted; owners-not-set
# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/lib/mounted.sh"
. "${BASH_SOURCE[0]%/*}/lib/fingerprint.sh"
. "${BASH_SOURCE[0]%/*}/lib/tree.sh"

# verify_root: compares the root of the tree with what the snapshot says of it.
verify_root() {
    local found
    found=$(fingerprint .) || fail storage-not-readable user "$(id -un)"
    [[ $found != "$DLPX_FINGERPRINT" ]] || return 0
    { [[ -n $DLPX_CHANGED_SINCE ]] && is_root_changed . "$DLPX_CHANGED_SINCE"; } || fail tree-differs
    put rootDiffers true
}

# verify_counts: compares the numbers of the whole tree.
verify_counts() {
    count_tree "${DLPX_CHANGED_SINCE:-now}"
    [[ "$files $directories $bytes" != "$DLPX_FILES $DLPX_DIRECTORIES $DLPX_BYTES" ]] || return 0
    if [[ $complete == true && ($changed == false || -z $DLPX_CHANGED_SINCE) ]]; then
        fail counts-differ files "$files" directories "$directories" bytes "$bytes"
    fi
    put files "$files" directories "$directories" bytes "$bytes" complete "$complete"
}

# escape CHARACTERS TEXT: sets escaped to the text with a backslash before each of the characters of a bracket
# expression.
escape() {
    # The x keeps a newline at the end.
    escaped=$(printf '%sx' "$2" | sed "s|[$1]|\\\\&|g")
    escaped=${escaped%x}
}

# point_into PATH: sets pattern to find's test for symlinks that point to an absolute path or below it.
point_into() {
    escape '][\\*?' "$1"
    pattern=(\( -lname "$escaped" -o -lname "$escaped/*" \))
}

# list_symlinks: writes the names of the symlinks to be re-rooted to the file links, and those of their folders to the
# file folders.
list_symlinks() {
    point_into "$source"
    local tests=(-type l "${pattern[@]}")
    # Where the mount path is below the source path, a symlink that was re-rooted before points into both.
    if [[ $DLPX_MOUNT_PATH == "$source"/* ]]; then
        point_into "$DLPX_MOUNT_PATH"
        tests+=(! "${pattern[@]}")
    fi
    find . -ignore_readdir_race "${tests[@]}" -fprintf "$work/links" '%p\0' -fprintf "$work/folders" '%h\0' ||
        put unreadFolders true
}

# reroot: changes where the listed symlinks point to, and nothing else that can be seen: owners, times and hard links
# stay, also the times of the folders. As tar packs and unpacks the symlinks, this takes no process for each.
reroot() {
    local from
    escape '][\\.*^$/' "$source"
    from=$escaped
    escape '\\&/' "$DLPX_MOUNT_PATH"
    # Of names and hard links, the expression changes nothing.
    { cat "$work/links" && sort -zu "$work/folders"; } |
        tar --create --gzip --file="$work/links.tar" --format=posix --absolute-names --no-recursion \
            --null --no-unquote --verbatim-files-from --files-from=- --transform="s/^$from/$escaped/RH" || return
    # As tar removes a symlink before it makes the new one, full storage would lose it. So a trial takes the room for
    # all of them first, which nobody else gets meanwhile: what does not fit beside the trial fits in its place. The
    # trial's folders get no modes that would keep it from being removed.
    mkdir -m 700 -- "$trial" && unpack --directory="$trial" --no-overwrite-dir || return
    unpack 2>/dev/null || { remove_trial && unpack; } || return
    remove_trial
}

# unpack [OPTION...]: unpacks the symlinks and the times of their folders.
unpack() {
    tar --extract --gzip --file="$work/links.tar" --absolute-names --numeric-owner --preserve-permissions \
        --delay-directory-restore --warning=no-timestamp "$@"
}

# remove_trial: the tree's root keeps its time.
remove_trial() {
    [[ ! -e $trial ]] || { rm -rf -- "$trial" && touch -m -r "$work/time" -- .; }
}

# A path is bytes, not characters.
export LC_ALL=C

enter_storage
make_scratch
work=$scratch/work
trial=.dlpx-$DLPX_GUID
# What fails leaves nothing behind.
trap 'remove_trial && rm -rf -- "$work" && rmdir --ignore-fail-on-non-empty -- "$scratch"' EXIT
rm -rf -- "$work"
mkdir -- "$work"
touch -m -r . "$work/time"
# One that was killed left it.
remove_trial

[[ -z $DLPX_FINGERPRINT ]] || verify_root
[[ -z $DLPX_FILES ]] || verify_counts
source=${DLPX_SOURCE_PATH%/}
: >"$work/links"
[[ -z $source ]] || list_symlinks
[[ ! -s $work/links ]] || reroot || fail symlinks-not-rerooted
put rerootedSymlinks "$(tr -dc '\0' <"$work/links" | wc -c)"
[[ -z $DLPX_OWNER ]] || chown -hR -- "$DLPX_OWNER" . || fail owners-not-set
mark >"$scratch/mount"
