#!/usr/bin/env bash
# Makes the staging host ready for a dSource: a folder of its own below the scratch path.
#
# in:   DLPX_MOUNT_PATH DLPX_SCRATCH_PATH DLPX_GUID
# out:  nothing
# failures: storage-not-mounted; storage-not-own; mount-path-not-own; storage-not-readable user=…;
#       scratch-not-own
# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/lib/mounted.sh"

enter_storage && make_scratch
