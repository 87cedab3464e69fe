#!/usr/bin/env bash
# Tells whether storage that answers is mounted at a mount path, and how full it is.
#
# in:   DLPX_MOUNT_PATH DLPX_SCRATCH_PATH DLPX_GUID
# out:  mounted=true or false; if true, usedPercent=…, which is 0 where the storage does not tell
# failures: none
# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/lib/mounted.sh"

# print_used: fails where the storage cannot be read: to tell whether a folder is empty, find reads its first entry.
print_used() {
    find "$DLPX_MOUNT_PATH/." -maxdepth 0 -empty >/dev/null || return
    df --output=pcent -- "$DLPX_MOUNT_PATH" | sed '1d; s/[^0-9]//g' || echo
}

{ is_mounted && is_own && ask print_used; } || { put mounted false && exit; }
put mounted true usedPercent "${answer:-0}"
