#!/usr/bin/env bash
# Makes the staged tree equal to the source tree, and records what was captured for read-sync-record.sh.
#
# in:   DLPX_MOUNT_PATH DLPX_SCRATCH_PATH DLPX_GUID    where to, and where to keep the record
#       DLPX_SOURCE_PATH                               the directory to copy
#       DLPX_MODE                                      sync, or resync to compare every file's content
#       DLPX_ALLOW_EMPTY_SOURCE                        true or false
#       DLPX_BANDWIDTH_LIMIT                           KiB per second; empty for none
#       DLPX_EXCLUDE_COUNT DLPX_EXCLUDE_0 ...          patterns to leave out
#       and those of lib/ssh.sh
# out:  the record; what rsync has to say goes to stderr
# exit: 0; 64 storage not mounted; 65 source missing; 66 source not a directory; 67 source unreadable; 68 source empty; 69 source and mount lie one in the other;
#       70 no rsync here; 71 no rsync on the source host; 72 no ssh here; 73 to 79 no connection (see lib/ssh.sh); 80 another sync is running;
#       83 storage too small; 84 rsync here, 85 there too old or broken; 87 the storage cannot be written; else rsync's own
declare -F put >/dev/null || for library in "${BASH_SOURCE[0]%/*}"/lib/*.sh; do . "$library"; done

[[ $DLPX_SOURCE_PATH == /* ]] || fail 65 "$DLPX_SOURCE_PATH is not an absolute path."
require_mounted "$DLPX_MOUNT_PATH"
command -v rsync >/dev/null || fail 70 "rsync is not installed on the staging host."
command -v ssh >/dev/null || fail 72 "The OpenSSH client is not installed on the staging host."
scratch=$DLPX_SCRATCH_PATH/$DLPX_GUID
make_scratch
# The kernel releases the lock when this script ends, however it ends.
exec {lock}>"$scratch/lock"
flock -n "$lock" || fail 80 "Another sync of this dataset is running."
# When the dataset was the source's as it is, by the clock of the source host: known of the directory that it then was only, and only until something fails.
synced='' synced_start='' synced_view=''
# A crash or a full disk may have cut it.
[[ $DLPX_MODE != sync || ! -e $scratch/synced ]] || read -r synced synced_start synced_view <"$scratch/synced" || true
[[ "$synced $synced_start" =~ ^[1-9][0-9]*\ [1-9][0-9]*$ ]] || synced='' synced_start=0
# Under the lock, a working folder that is there was left by a sync that was killed.
work=$scratch/work
[[ ! -e $work ]] || rm -rf -- "$work"
mkdir -- "$work"
trap 'leave_source; rm -rf -- "$work"' EXIT
# Names of sockets may not be long: from here, this one is short.
cd -- "$work" || exit
: >stats

phase 'Asking the source host'
ask_source "$synced"
rm -f -- "$scratch/last-sync" "$scratch/synced"
look_here
mode=$DLPX_MODE
# Into an empty dataset everything is copied anyway.
! is_empty "$DLPX_MOUNT_PATH" || mode=first
hear_source
check_source
started=$(now)
# What others can read there, or keep here, was never looked at. And a clock that was set back tells nothing: by it, the host then started earlier than before.
# A second more or less is that of whole seconds.
view="${found[place]} ${found[user]} $EUID"
start=$((found[clock] - found[uptime]))
[[ $synced_view == "$view" && $synced_start -le $((start + 1)) ]] || synced=''
choose_route
choose_options
check_emptiness
check_room

copy_tree
[[ $mode != resync ]] || heal
((vanished == 0)) || warn "$vanished items vanished from the source while they were being copied."
# The connection ends while the rest is done.
exec {session}>&-
phase 'Writing to the disk'
sync -f -- "$DLPX_MOUNT_PATH" || fail 87 "What was written could not be brought to the disk."
record >new-record
# What was unmounted meanwhile was neither flushed nor counted.
require_mounted "$DLPX_MOUNT_PATH"
# What could not be kept is tried and told again.
[[ $keeps_acls$keeps_xattrs$in_place != truetruetrue ]] || echo "${found[clock]} $start $view" >"$scratch/synced"
mv -f -- new-record "$scratch/last-sync"
printf '%s\n' "$(<"$scratch/last-sync")"
