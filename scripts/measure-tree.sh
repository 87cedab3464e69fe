#!/usr/bin/env bash
# Counts what is in the tree at a mount path.
#
# in:   DLPX_MOUNT_PATH
# out:  files=… (items that are not directories), directories=… (without the root), bytes=… (sizes of all items but directories)
# exit: 0; 64 storage not mounted
declare -F put >/dev/null || for library in "${BASH_SOURCE[0]%/*}"/lib/*.sh; do . "$library"; done

require_mounted "$DLPX_MOUNT_PATH"
find "$DLPX_MOUNT_PATH/" -mindepth 1 -printf '%y %s\n' | awk '
    $1 == "d" { directories++; next }
    { files++; bytes += $2 }
    END { printf "files=%d\ndirectories=%d\nbytes=%.0f\n", files, directories, bytes }'
