#!/usr/bin/env bash
# Tells how the storage at a mount path fares.
#
# in:   DLPX_MOUNT_PATH
# out:  mounted=true or false; if true, usedPercent=…, which is 0 where the storage does not tell
# exit: 0
declare -F put >/dev/null || for library in "${BASH_SOURCE[0]%/*}"/lib/*.sh; do . "$library"; done

if is_mounted "$DLPX_MOUNT_PATH" && timeout 10 ls -- "$DLPX_MOUNT_PATH" >/dev/null; then
    put mounted true
    percent=$(timeout 10 df --output=pcent -- "$DLPX_MOUNT_PATH" | tr -dc '0-9') || true
    put usedPercent "${percent:-0}"
else
    put mounted false
fi
