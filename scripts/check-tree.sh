#!/usr/bin/env bash
# Tells how the storage at a mount path fares.
#
# in:   DLPX_MOUNT_PATH
# out:  mounted=true or false; if true, usedPercent=…
# exit: 0
declare -F put >/dev/null || for library in "${BASH_SOURCE[0]%/*}"/lib/*.sh; do . "$library"; done

if is_mounted "$DLPX_MOUNT_PATH" && timeout 10 ls -- "$DLPX_MOUNT_PATH" >/dev/null; then
    put mounted true
    put usedPercent "$(timeout 10 df --output=pcent -- "$DLPX_MOUNT_PATH" | tr -dc '0-9')"
else
    put mounted false
fi
