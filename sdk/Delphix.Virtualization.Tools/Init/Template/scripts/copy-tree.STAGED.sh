#!/usr/bin/env bash
# Makes the tree at a mount path equal to a directory of the same host. Replace this with how your data source gives its data.
#
# in:   DLPX_SOURCE_PATH DLPX_MOUNT_PATH DLPX_SCRATCH_PATH DLPX_GUID
# out:  nothing
# exit: 0; 64 storage not mounted; 65 no such directory; others are rsync's
declare -F put >/dev/null || for library in "${BASH_SOURCE[0]%/*}"/lib/*.sh; do . "$library"; done

require_mounted "$DLPX_MOUNT_PATH"
[[ -d $DLPX_SOURCE_PATH ]] || fail 65 "$DLPX_SOURCE_PATH is not a directory."
rsync --archive --hard-links --acls --xattrs --numeric-ids --delete --exclude=/lost+found -- "${DLPX_SOURCE_PATH%/}/" "${DLPX_MOUNT_PATH%/}/" >&2
