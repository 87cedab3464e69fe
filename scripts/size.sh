#!/usr/bin/env bash
# Adds up what is in the tree at a mount path, which takes longer the more items there are.
#
# in:   DLPX_MOUNT_PATH DLPX_SCRATCH_PATH DLPX_GUID
# out:  files=… (items that are not directories), directories=… (without the root), bytes=… (sizes of all items but
#       directories); complete=false where a part of the tree cannot be read
# failures: storage-not-mounted; storage-not-own; mount-path-not-own; storage-not-readable user=…
# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/lib/mounted.sh"
count=$(<"${BASH_SOURCE[0]%/*}/lib/count.awk")

enter_storage
# NFS keeps a file that was deleted while it is in use under a name of its own.
find . -ignore_readdir_race -name '.nfs*' -prune -o -printf '%y %s\n' | awk "$count" || put complete false
