#!/usr/bin/env bash
# Asks the staging host and the source host for all that plugin/Sync/SyncPlan.cs decides by. Changes nothing.
#
# in:   DLPX_MOUNT_PATH DLPX_SCRATCH_PATH DLPX_GUID    the storage, and the folder of the dSource
#       DLPX_SOURCE_PATH                               the directory to copy
#       and those of lib/ssh.sh
# out:  of the staging host: user=… userName=… machine=… addresses=…; ssh=its path, rsync=what it says of itself, where
#       they are installed; identity=device:inode of the namespaces of mounts and of the host name, and of what the
#       source path is here; proof=a number that only this user of this host can read; scratchPlace=… the scratch path
#       and, where the source path is a directory, place=… and sourcePlace=… the storage and that directory without
#       symlinks, mounts=… and images=… what the kernel says of mounts and of loop devices; storage=available bytes and
#       inodes, all bytes and inodes; synced=… and sourceMounts=… what copy.sh remembered;
#       of the source host: source=what describe_source of lib/source.sh says, and behind it code=how ssh ended. It is
#       cut where there was no connection, of which stderr says why, or where the host talks without end
# failures: storage-not-mounted; storage-not-own; mount-path-not-own; storage-not-readable user=…;
#       scratch-not-own
# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/lib/mounted.sh"
. "${BASH_SOURCE[0]%/*}/lib/ssh.sh"
. "${BASH_SOURCE[0]%/*}/lib/source.sh"

make_scratch && cat /proc/sys/kernel/random/uuid >"$scratch/proof"
close_connection
# The login takes its time, so this host is examined meanwhile. The answer fits into a pipe; what is longer is cut.
exec {session}< <(at_source describe_source 2> >(exec head -c 50000 >&2) | head -c 100000 ||
    code=$? && put code "${code:-0}")
enter_storage
put user "$EUID" userName "$(id -un)" machine "$(</proc/sys/kernel/random/boot_id)" ssh "$(type -P ssh)" \
    addresses "$(hostname -I 2>/dev/null)" storage "$(df -B1 --output=avail,iavail,size,itotal .)" \
    identity "$(stat -L -c %d:%i /proc/self/ns/{mnt,uts} && timeout 10 stat -L -c %d:%i -- "$DLPX_SOURCE_PATH")" \
    synced "$(cat -- "$scratch/synced" 2>/dev/null)" sourceMounts "$(cat -- "$scratch/mounts" 2>/dev/null)" \
    rsync "$(! type -P rsync >/dev/null || rsync --version 2>&1)" scratchPlace "$(cd "$DLPX_SCRATCH_PATH" && pwd -P)"
! timeout 10 test -d "$DLPX_SOURCE_PATH" || put place "$(pwd -P)" sourcePlace "$(cd -- "$DLPX_SOURCE_PATH" && pwd -P)" \
    mounts "$(</proc/self/mountinfo)" images "$(grep -H '' /sys/block/loop*/loop/backing_file 2>/dev/null)"
IFS= read -r -N 100000 -u "$session" source || true
# Nothing is copied from a host that did not say this.
[[ $source == *$'\nstate=present\n'*$'\nrsync  version '* ]] || close_connection
put source "$source" proof "$(<"$scratch/proof")"
