#!/usr/bin/env bash
# Counts what is in the tree at a mount path, which may be in use: what vanishes meanwhile is not counted.
#
# in:   DLPX_MOUNT_PATH
# out:  files=… (items that are not directories), directories=… (without the root), bytes=… (sizes of all items but directories);
#       warning=… when a part of the tree cannot be read
# exit: 0; 64 storage not mounted
declare -F put >/dev/null || for library in "${BASH_SOURCE[0]%/*}"/lib/*.sh; do . "$library"; done

require_mounted "$DLPX_MOUNT_PATH"
{
    find "$DLPX_MOUNT_PATH/" -ignore_readdir_race -mindepth 1 -printf '%y %s\n' || echo incomplete
} | awk '
    $1 == "incomplete" { warning = "warning=Some items could not be counted.\n"; next }
    $1 == "d" { directories++; next }
    { files++; bytes += $2 }
    END { printf "files=%.0f\ndirectories=%.0f\nbytes=%.0f\n%s", files, directories, bytes, warning }'
