#!/usr/bin/env bash
# Brings all that was written at a mount path to the disk, and remembers the tree's fingerprint for fingerprint.sh.
#
# in:   DLPX_MOUNT_PATH DLPX_SCRATCH_PATH DLPX_GUID
# out:  nothing
# failures: storage-not-mounted; storage-not-own; mount-path-not-own; storage-not-readable user=…;
#       storage-not-flushed; scratch-not-own
# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/lib/mounted.sh"
. "${BASH_SOURCE[0]%/*}/lib/fingerprint.sh"

enter_storage && make_scratch
sync -f -- . || fail storage-not-flushed
fingerprint >"$scratch/fingerprint" || fail storage-not-readable user "$(id -un)"
