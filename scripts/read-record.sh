#!/usr/bin/env bash
# Prints what the last copy.sh that succeeded took down.
#
# in:   DLPX_SCRATCH_PATH DLPX_GUID
# out:  as copy.sh
# failures: record-missing
# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/lib/result.sh"

cat -- "$DLPX_SCRATCH_PATH/$DLPX_GUID/record" 2>/dev/null || fail record-missing
