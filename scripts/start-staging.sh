#!/usr/bin/env bash
# Makes the staging host ready for a dSource: a folder of its own below the scratch path.
#
# in:   DLPX_MOUNT_PATH DLPX_SCRATCH_PATH DLPX_GUID
# out:  nothing
# exit: 0; 64 storage not mounted
declare -F put >/dev/null || for library in "${BASH_SOURCE[0]%/*}"/lib/*.sh; do . "$library"; done

require_mounted "$DLPX_MOUNT_PATH"
make_scratch
