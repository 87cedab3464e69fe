#!/usr/bin/env bash
# Counts what is in the tree at a mount path, which may be in use: what vanishes meanwhile is not counted.
#
# in:   DLPX_MOUNT_PATH DLPX_SCRATCH_PATH DLPX_GUID
# out:  files=… (items that are not directories), directories=… (without the root), bytes=… (sizes of all items but directories);
#       changed=true or false, whether anything was changed since flush-tree.sh, or may have been as that did not run;
#       warning=… when a part of the tree cannot be read
# exit: 0; 64 storage not mounted
declare -F put >/dev/null || for library in "${BASH_SOURCE[0]%/*}"/lib/*.sh; do . "$library"; done

require_mounted "$DLPX_MOUNT_PATH"
flushed=$DLPX_SCRATCH_PATH/$DLPX_GUID/flushed
# Nobody can set a change time, and what is added or deleted changes its folder.
if [[ -e $flushed ]]; then
    since=(-cnewer "$flushed")
else
    since=(-true)
fi
read -r files directories bytes complete changed < <(count_tree "$DLPX_MOUNT_PATH" \( "${since[@]}" -printf 'changed\n' -o -true \))
put files "$files"
put directories "$directories"
put bytes "$bytes"
put changed "$changed"
[[ $complete == true ]] || put warning "Some items could not be counted."
