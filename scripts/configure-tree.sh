#!/usr/bin/env bash
# Makes the tree of a snapshot usable at its mount path: checks that it is the snapshot's, re-roots symlinks and sets owners, each where asked.
#
# in:   DLPX_MOUNT_PATH DLPX_SCRATCH_PATH DLPX_GUID
#       DLPX_FILES DLPX_DIRECTORIES DLPX_BYTES  what the snapshot holds, as measure-tree.sh counts; all empty when it is not known
#       DLPX_FINISHED_AT DLPX_MAY_BE_CHANGED  when the snapshot had all its data; true or false: whether a tree that was changed later may differ from it
#       DLPX_SOURCE_PATH             the directory the tree came from; symlinks stay when it is empty, which is not known, or /
#       DLPX_REROOT_SYMLINKS         true or false: whether absolute symlinks into the source path are changed to point into the mount path
#       DLPX_OWNER_UID DLPX_OWNER_GID  who is to own every item; each may be empty
# out:  rerootedSymlinks=…; note=… or warning=… when the tree differs from the snapshot as it was changed since, or cannot be counted
# exit: 0; 64 storage not mounted; 82 owners cannot be set; 88 symlinks cannot be re-rooted; 89 the tree is not the snapshot's
declare -F put >/dev/null || for library in "${BASH_SOURCE[0]%/*}"/lib/*.sh; do . "$library"; done

# escape CHARACTERS TEXT: sets escaped to the text with a backslash before each of the characters of a bracket expression.
escape() {
    # The x keeps a newline at the end.
    escaped=$(printf '%sx' "$2" | sed "s|[$1]|\\\\&|g")
    escaped=${escaped%x}
}

# into PATH: sets pattern to find's test for symlinks that point to an absolute path or below it.
into() {
    escape '][\\*?' "$1"
    pattern=(\( -lname "$escaped" -o -lname "$escaped/*" \))
}

# reroot: changes where the symlinks in the list point to, and nothing else that can be seen: owners, times and hard links stay, also the times of their
# folders. That tar packs and unpacks them takes no process per symlink. Not at once: it would read what it has just written.
reroot() {
    local from
    escape '][\\.*^$/' "$source"
    from=$escaped
    escape '\\&/' "$DLPX_MOUNT_PATH"
    # Of names and hard links, the expression changes nothing.
    sort -zu folders >>links &&
        tar --create --gzip --file=links.tar --format=posix --absolute-names --no-recursion --null --no-unquote --verbatim-files-from --files-from=links \
            --transform="s/^$from/$escaped/RH" || return
    # As tar removes a symlink before it makes the new one, storage that is full would lose it. So a trial takes the room for all of them, which nobody else
    # gets meanwhile: what does not fit beside the trial fits in its place. Its folders get no modes that would keep it from being removed.
    mkdir -m 700 -- "$trial" && (cd -- "$trial" && unpack --transform='s|^/*||S' --no-overwrite-dir) <links.tar || return
    unpack <links.tar 2>/dev/null || { remove_trial && unpack <links.tar; } || return
    remove_trial
}

# unpack [OPTION...]: what is on stdin.
unpack() {
    tar --extract --gzip --file=- --absolute-names --numeric-owner --preserve-permissions --delay-directory-restore --warning=no-timestamp "$@"
}

# remove_trial: the tree's root keeps its time.
remove_trial() {
    [[ ! -e $trial ]] || { rm -rf -- "$trial" && touch -m -r "$scratch/work/time" -- "$DLPX_MOUNT_PATH/"; }
}

# A path is bytes, not characters.
export LC_ALL=C

is_mounted "$DLPX_MOUNT_PATH" || fail 64 "The engine's storage is not mounted at $DLPX_MOUNT_PATH."
scratch=$DLPX_SCRATCH_PATH/$DLPX_GUID
make_scratch
trial=$DLPX_MOUNT_PATH/.dlpx-$DLPX_GUID
# What fails leaves nothing behind.
trap 'cd / && remove_trial && rm -rf -- "$scratch/work" && rmdir --ignore-fail-on-non-empty -- "$scratch"' EXIT
rm -rf -- "$scratch/work"
mkdir -- "$scratch/work"
cd -- "$scratch/work" || exit
: >links
touch -m -r "$DLPX_MOUNT_PATH/" time
# Of one that was killed.
remove_trial

actions=()
source=${DLPX_SOURCE_PATH%/}
if [[ $DLPX_REROOT_SYMLINKS == true && -n $source && $source != "$DLPX_MOUNT_PATH" ]]; then
    into "$source"
    actions=(-type l "${pattern[@]}")
    # Where the mount path is below the source path, what was re-rooted before points into both.
    if [[ $DLPX_MOUNT_PATH == "$source"/* ]]; then
        into "$DLPX_MOUNT_PATH"
        actions+=(! "${pattern[@]}")
    fi
    # With the dot, a mount path that is a symlink is followed.
    actions=(\( "${actions[@]}" -fprintf links '%p\0' -fprintf folders '%h/.\0' -o -true \))
fi
# Nobody can set a change time, and what is added or deleted changes its folder.
[[ $DLPX_MAY_BE_CHANGED == false ]] || actions+=(\( -newerct "${DLPX_FINISHED_AT:-@0}" -printf 'changed\n' -o -true \))

read -r files directories bytes complete changed < <(count_tree "$DLPX_MOUNT_PATH" "${actions[@]}")
if [[ -n $DLPX_FILES && "$files $directories $bytes" != "$DLPX_FILES $DLPX_DIRECTORIES $DLPX_BYTES" ]]; then
    difference="The snapshot of $DLPX_SOURCE_PATH that was complete at $DLPX_FINISHED_AT holds $DLPX_FILES files, $DLPX_DIRECTORIES directories and $DLPX_BYTES bytes; at $DLPX_MOUNT_PATH are $files files, $directories directories and $bytes bytes"
    [[ $complete == false || $changed == true ]] || fail 89 "$difference."
    if [[ $complete == false ]]; then
        put warning "$difference, as some items could not be counted."
    else
        put note "$difference, as it was changed since."
    fi
fi

rerooted=$(tr -dc '\0' <links | wc -c)
if ((rerooted)); then
    reroot || fail 88 "The symlinks into $source cannot be re-rooted."
fi
put rerootedSymlinks "$rerooted"

owner=${DLPX_OWNER_UID}${DLPX_OWNER_GID:+:$DLPX_OWNER_GID}
if [[ -n $owner ]]; then
    chown -hR -- "$owner" "$DLPX_MOUNT_PATH/" || fail 82 "The owner $owner cannot be set."
fi
mark "$DLPX_MOUNT_PATH" >"$scratch/mount"
