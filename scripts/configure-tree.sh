#!/usr/bin/env bash
# Makes the tree of a snapshot usable at its mount path: re-roots symlinks and sets owners, each where asked.
#
# in:   DLPX_MOUNT_PATH
#       DLPX_SOURCE_PATH             the directory the tree came from; empty when it is not known
#       DLPX_REROOT_SYMLINKS         true or false: whether absolute symlinks into the source path are changed to point into the mount path
#       DLPX_OWNER_UID DLPX_OWNER_GID  who is to own every item; each may be empty
# out:  rerootedSymlinks=…
# exit: 0; 64 storage not mounted; 82 owners cannot be set
declare -F put >/dev/null || for library in "${BASH_SOURCE[0]%/*}"/lib/*.sh; do . "$library"; done

# reroot LINK: changes where a symlink points to, and nothing else that can be seen: owner and times of the link and of its folder stay.
reroot() {
    local link=$1 folder=${1%/*} target new=$1.dlpx-new times
    target=$(readlink -n -- "$link" && echo .)
    target=${target%.}
    times=$(stat --format=%y -- "$folder")
    ln -sn -- "$DLPX_MOUNT_PATH${target#"$source"}" "$new"
    chown -h "$(stat --format=%u:%g -- "$link")" -- "$new"
    touch -h --reference="$link" -- "$new"
    mv -fT -- "$new" "$link"
    touch --date="$times" -- "$folder"
}

require_mounted "$DLPX_MOUNT_PATH"
source=${DLPX_SOURCE_PATH%/}
rerooted=0
if [[ $DLPX_REROOT_SYMLINKS == true && -n $source && $source != "$DLPX_MOUNT_PATH" ]]; then
    # Backslash, star, question mark and bracket in the path are to stand for themselves.
    literal=$(printf '%s' "$source" | sed 's/[][\\*?]/\\&/g')
    while IFS= read -r -d '' link; do
        reroot "$link"
        rerooted=$((rerooted + 1))
    done < <(find "$DLPX_MOUNT_PATH/" -type l \( -lname "$literal" -o -lname "$literal/*" \) -print0)
fi
put rerootedSymlinks "$rerooted"

owner=${DLPX_OWNER_UID}${DLPX_OWNER_GID:+:$DLPX_OWNER_GID}
if [[ -n $owner ]]; then
    chown -hR -- "$owner" "$DLPX_MOUNT_PATH/" || fail 82 "The owner $owner cannot be set."
fi
