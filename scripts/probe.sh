#!/usr/bin/env bash
# Asks the staging host and the source host for all that plugin/Sync/SyncPlan.cs decides by. Changes nothing.
#
# in:   DLPX_MOUNT_PATH DLPX_SCRATCH_PATH DLPX_GUID    the storage, and the folder of the dSource
#       DLPX_SOURCE_PATH                               the directory to copy
#       and those of lib/ssh.sh
# out:  of the staging host: user=… userName=… machine=… view=… addresses=…, ssh=true or false, rsync=what it says of
#       itself, if it is installed,
#       directory=device:inode of the source path as seen from here, storage=available bytes and inodes, all bytes and
#       inodes, synced=what copy.sh remembered;
#       of the source host: source=what describe_source of lib/source.sh says, which is cut where there was no
#       connection: stderr says why
# failures: storage-not-mounted; storage-not-own; storage-not-readable user=…
# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/lib/mounted.sh"
. "${BASH_SOURCE[0]%/*}/lib/ssh.sh"
. "${BASH_SOURCE[0]%/*}/lib/source.sh"

require_mounted
make_scratch
close_connection
answer=$(mktemp -- "$scratch/answer.XXXXXX")
trap 'rm -f -- "$answer" "$answer.log"' EXIT
at_source describe_source </dev/null >"$answer" 2>"$answer.log" &
enter_storage
put user "$EUID" userName "$(id -un)"
put machine "$(</proc/sys/kernel/random/boot_id)" addresses "$(hostname -I 2>/dev/null || true)"
put view "$(stat -L -c %d:%i /proc/self/ns/mnt /proc/self/ns/uts)"
put directory "$(stat -L -c %d:%i -- "$DLPX_SOURCE_PATH" 2>/dev/null || true)"
put storage "$(df -B1 --output=avail,iavail,size,itotal . | tail -n 1)"
put synced "$(cat -- "$scratch/synced" 2>/dev/null || true)"
ssh=false
! command -v ssh >/dev/null || ssh=true
put ssh "$ssh"
! command -v rsync >/dev/null || put rsync "$(rsync --version 2>&1)"
wait "$!" || true
cat -- "$answer.log" >&2
# Nothing is copied from a host that did not say this.
[[ $(grep -c -e '^state=present$' -e '^rsync  *version ' "$answer") == 2 ]] || close_connection
put source "$(head -c 100000 -- "$answer" | tr -d '\0')"
