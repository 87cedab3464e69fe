#!/usr/bin/env bash
# Prints the fingerprints that the tree at a mount path has now, and had when flush.sh last ran.
#
# in:   DLPX_MOUNT_PATH DLPX_SCRATCH_PATH DLPX_GUID
# out:  flushed=… (empty when flush.sh did not run) and found=… (empty when it cannot be found out)
# failures: storage-not-mounted; storage-not-own; mount-path-not-own; storage-not-readable user=…
# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/lib/mounted.sh"
. "${BASH_SOURCE[0]%/*}/lib/fingerprint.sh"

enter_storage
found=$(fingerprint) || fail storage-not-readable user "$(id -un)"
put flushed "$(cat -- "$scratch/fingerprint" 2>/dev/null)" found "$found"
