#!/usr/bin/env bash
# Tells whether storage that answers is mounted at a mount path, and how full it is.
#
# in:   DLPX_MOUNT_PATH DLPX_SCRATCH_PATH DLPX_GUID
# out:  mounted=true or false; if true, usedPercent=…, which is 0 where the storage does not tell
# failures: none
# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/lib/mounted.sh"

# To tell whether a folder is empty, find reads its first entry, and fails where it cannot.
print_readable() {
    find "$DLPX_MOUNT_PATH/." -maxdepth 0 -empty >/dev/null && echo yes
}

print_used() {
    df --output=pcent -- "$DLPX_MOUNT_PATH" | tail -n 1 | tr -dc '0-9\n'
}

if is_mounted && is_own && [[ $(ask print_readable) == yes ]]; then
    percent=$(ask print_used) || true
    put mounted true usedPercent "${percent:-0}"
else
    put mounted false
fi
