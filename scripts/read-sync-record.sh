#!/usr/bin/env bash
# Prints what the last successful sync-tree.sh recorded.
#
# in:   DLPX_SCRATCH_PATH DLPX_GUID
# out:  mode=…, sourcePath=…, files=…, directories=…, bytes=…, transferredFiles=…, transferredBytes=…, deletedItems=…,
#       healedFiles=…, healedBytes=…, sourceRsyncVersion=…, stagingRsyncVersion=…, startedAt=…, finishedAt=…, warning=… (any number)
# exit: 0; 81 there is no record
declare -F put >/dev/null || for library in "${BASH_SOURCE[0]%/*}"/lib/*.sh; do . "$library"; done

record=$DLPX_SCRATCH_PATH/$DLPX_GUID/last-sync
[[ -r $record ]] || fail 81 "There is no record of a sync below $DLPX_SCRATCH_PATH/$DLPX_GUID."
cat -- "$record"
