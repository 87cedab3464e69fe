#!/usr/bin/env bash
# Brings all that was written at a mount path to the storage, and remembers when for measure-tree.sh.
#
# in:   DLPX_MOUNT_PATH DLPX_SCRATCH_PATH DLPX_GUID
# out:  nothing
# exit: 0; 64 storage not mounted; 87 the storage cannot be written
declare -F put >/dev/null || for library in "${BASH_SOURCE[0]%/*}"/lib/*.sh; do . "$library"; done

require_mounted "$DLPX_MOUNT_PATH"
make_scratch
sync -f -- "$DLPX_MOUNT_PATH" || fail 87 "What was written could not be brought to the disk."
touch -- "$DLPX_SCRATCH_PATH/$DLPX_GUID/flushed"
