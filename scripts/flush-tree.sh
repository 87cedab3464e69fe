#!/usr/bin/env bash
# Brings all that was written at a mount path to the storage.
#
# in:   DLPX_MOUNT_PATH
# out:  nothing
# exit: 0; 64 storage not mounted
declare -F put >/dev/null || for library in "${BASH_SOURCE[0]%/*}"/lib/*.sh; do . "$library"; done

require_mounted "$DLPX_MOUNT_PATH"
sync -f -- "$DLPX_MOUNT_PATH"
