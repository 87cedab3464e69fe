#!/usr/bin/env bash
# Makes the tree of a snapshot usable at its mount path: re-roots symlinks and sets owners, each where asked.
#
# in:   DLPX_MOUNT_PATH
#       DLPX_SOURCE_PATH             the directory the tree came from; symlinks stay when it is empty, which is not known, or /
#       DLPX_REROOT_SYMLINKS         true or false: whether absolute symlinks into the source path are changed to point into the mount path
#       DLPX_OWNER_UID DLPX_OWNER_GID  who is to own every item; each may be empty
# out:  rerootedSymlinks=…
# exit: 0; 64 storage not mounted; 82 owners cannot be set
declare -F put >/dev/null || for library in "${BASH_SOURCE[0]%/*}"/lib/*.sh; do . "$library"; done

# reroot LINK TARGET OWNER TIME: changes where a symlink points to, and nothing else that can be seen: owner and times of the link and of its folder stay.
reroot() {
    # With the slash, a mount path that is a symlink is followed.
    local link=$1 folder=${1%/*}/ folder_time
    folder_time=$(stat --format=%y -- "$folder")
    # With -f, ln replaces the link in one step, whatever its name.
    ln -sfT -- "$DLPX_MOUNT_PATH${2#"$source"}" "$link"
    chown -h -- "$3" "$link"
    touch -h --date="$4" -- "$link"
    touch --date="$folder_time" -- "$folder"
}

# A path is bytes, not characters: in another locale, read takes the NUL after half a character for the rest of it.
export LC_ALL=C

require_mounted "$DLPX_MOUNT_PATH"
source=${DLPX_SOURCE_PATH%/}
rerooted=0
if [[ $DLPX_REROOT_SYMLINKS == true && -n $source && $source != "$DLPX_MOUNT_PATH" ]]; then
    # Backslash, star, question mark and bracket in the path are to stand for themselves; the dot keeps a newline at its end.
    literal=$(printf '%s.' "$source" | sed 's/[][\\*?]/\\&/g')
    literal=${literal%.}
    while IFS= read -r -d '' link && IFS= read -r -d '' target && read -r -d '' owner && read -r -d '' time; do
        # Where the mount path is below the source path, what was re-rooted before points into both.
        [[ $DLPX_MOUNT_PATH == "$source"/* && $target/ == "$DLPX_MOUNT_PATH"/* ]] && continue
        reroot "$link" "$target" "$owner" "$time"
        rerooted=$((rerooted + 1))
    done < <(find "$DLPX_MOUNT_PATH/" -type l \( -lname "$literal" -o -lname "$literal/*" \) -printf '%p\0%l\0%U:%G\0%TF %TT %Tz\0')
fi
put rerootedSymlinks "$rerooted"

owner=${DLPX_OWNER_UID}${DLPX_OWNER_GID:+:$DLPX_OWNER_GID}
if [[ -n $owner ]]; then
    chown -hR -- "$owner" "$DLPX_MOUNT_PATH/" || fail 82 "The owner $owner cannot be set."
fi
