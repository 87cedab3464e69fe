#!/usr/bin/env bash
# Adds up what is in the tree at a mount path, which takes longer the more items there are.
#
# in:   DLPX_MOUNT_PATH DLPX_SCRATCH_PATH DLPX_GUID
# out:  files=… (items that are not directories), directories=… (without the root), bytes=… (sizes of all items but
#       directories), and complete=… (true, or false when a part of the tree cannot be read)
# failures: storage-not-mounted; storage-not-own; storage-not-readable user=…
# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/lib/mounted.sh"
. "${BASH_SOURCE[0]%/*}/lib/tree.sh"

require_mounted
enter_storage
count_tree now
put files "$files" directories "$directories" bytes "$bytes" complete "$complete"
