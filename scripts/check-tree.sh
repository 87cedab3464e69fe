#!/usr/bin/env bash
# Tells how the storage at a mount path fares. Storage that does not answer is not there.
#
# in:   DLPX_MOUNT_PATH DLPX_SCRATCH_PATH DLPX_GUID
# out:  mounted=true or false; if true, usedPercent=…, which is 0 where the storage does not tell
# exit: 0
declare -F put >/dev/null || for library in "${BASH_SOURCE[0]%/*}"/lib/*.sh; do . "$library"; done

say_readable() {
    ls -- "$1" >/dev/null && echo yes
}

say_used() {
    df --output=pcent -- "$1" | tail -n 1 | tr -dc '0-9\n'
}

if is_mounted "$DLPX_MOUNT_PATH" && is_own "$DLPX_MOUNT_PATH" && [[ $(ask say_readable "$DLPX_MOUNT_PATH") == yes ]]; then
    put mounted true
    percent=$(ask say_used "$DLPX_MOUNT_PATH") || true
    put usedPercent "${percent:-0}"
else
    put mounted false
fi
