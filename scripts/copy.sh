#!/usr/bin/env bash
# Makes the staged tree equal to the source tree, takes down what it did for read-record.sh, and prints that.
#
# in:   DLPX_MOUNT_PATH DLPX_SCRATCH_PATH DLPX_GUID    where to, and where to keep the record
#       DLPX_SOURCE_PATH                               the directory to copy
#       DLPX_FROM  the same for rsync: /path when it is on this host, source:/path when not, with rsync's wildcards
#         escaped
#       DLPX_DIRECTORY  device:inode of the source directory where it may be on this host; else empty
#       DLPX_MODE                                      sync, or resync to compare every file's content
#       DLPX_SINCE  the source host's time in seconds up to which the dataset is known to have every change; empty:
#         not known
#       DLPX_SYNCED  what to remember for the next sync, for probe.sh: first the source host's time; empty for nothing
#       DLPX_OPTIONS DLPX_FILTERS DLPX_ATTRIBUTE_OPTIONS DLPX_COPY_OPTIONS   lists of rsync's options: for each run, for
#         what to leave out, for comparing attributes (empty: they are not compared), and for copying
#       DLPX_ALLOW_EMPTY_SOURCE                        true or false
#       DLPX_SOURCE_MOUNTS  mount points in the source directory, to remember for probe.sh
#       DLPX_GONE_MOUNTS  true where some of the last sync are none any more; empty where all may be deleted
#       DLPX_ROOM_BYTES DLPX_ROOM_ITEMS                room for a first copy; empty where it is enough for sure
#       DLPX_RECORD                                    lines that begin the record
#       and those of lib/ssh.sh
# out:  the record: DLPX_RECORD; mode=first, sync or resync; compared=… and copied=… what rsync says of the comparison
#       and of each copy; healedFiles=… healedBytes=…;
#       comparedBytes=… copiedBytes=… the sizes of what was copied, as it was compared and as it is now;
#       files=… directories=… bytes=… where the tree was counted instead;
#       absoluteSymlinks=true or false; rootFingerprint=… finishedAt=…;
#       vanished=… and links=unknown or unsettled: what is not as at the source
# failures: storage-not-mounted; mount-path-not-own; storage-not-readable; storage-not-writable; storage-not-flushed;
#       scratch-not-own; storage-too-small bytes=… items=…; sync-running; source-empty; source-unmounted deleted=…;
#       source-inside; folder-replaced; rsync-failed code=…
# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/lib/mounted.sh"
. "${BASH_SOURCE[0]%/*}/lib/fingerprint.sh"
. "${BASH_SOURCE[0]%/*}/lib/rsync.sh"

# clean_up: ends what this script began. The engine ends a cancelled script by a signal to all of its programs, which
# those that clean up ignore.
clean_up() {
    trap '' TERM && for group in $(jobs -p); do kill -- "-$group" 2>/dev/null || true; done
    close_connection &
    { remove_work || true; } && wait "$!"
}

# remove_work: only root may delete from folders that are read-only.
remove_work() { { ((EUID == 0)) || chmod -R u+rwx -- "$work"; } && rm -rf -- "$work"; }

# check_place: refuses a source and a mount of which one lies in the other, which would copy the dataset into itself.
check_place() {
    [[ -n $DLPX_DIRECTORY && $(timeout 10 stat -L -c %d:%i -- "$DLPX_SOURCE_PATH") == "$DLPX_DIRECTORY" ]] || return 0
    source=$(cd -- "$DLPX_SOURCE_PATH" && pwd -P)/ here=$(pwd -P)/
    [[ $here != "${source%//}"* && $source != "$here"* ]] || fail source-inside
}

# check_room: refuses a first copy into storage that is too small for it, where it may be.
check_room() {
    compare --hard-links
    bytes=$(said 'Total transferred file size') items=$(said 'Number of created files')
    ((bytes <= ${DLPX_ROOM_BYTES:-bytes} && items <= ${DLPX_ROOM_ITEMS:-items})) ||
        fail storage-too-small bytes "$bytes" items "$items"
}

# describe: what there is now; a failure goes to descriptor 3. Where rsync has not compared all that is there, the tree
# is walked again.
describe() {
    if [[ $found == unlisted || $skipped == true || -e $work/all || -e $work/recount ]] || ((vanished)); then
        survey >&3 && cat -- "$work/counted"
    elif [[ $found == changed ]]; then
        xargs -0 -r readlink -z -- <"$work/copied" | grep -z ^/ >"$work/absolute" || true
    fi
    [[ $found == unchanged ]] || choose report dataset linked
    # The hard links of the source may have changed during the copy.
    if [[ -s $work/ask ]]; then
        { at_source identify_source "$work/ask" | head -c 4G >"$work/there"; } 3>&- ||
            [[ -s $work/there ]] || put links unknown
        choose links dataset linked there
    fi
    { [[ ! -s $work/absolute ]] || absolute=true; } && { ((!vanished)) || put vanished "$vanished"; }
    put absoluteSymlinks "$absolute" rootFingerprint "$(fingerprint)" \
        finishedAt "$(TZ=UTC0 printf '%(%Y-%m-%dT%H:%M:%SZ)T' -1)"
}

# The kernel releases the lock when this script ends, however it ends.
make_scratch && exec {lock}>"$scratch/lock"
flock -n "$lock" || fail sync-running
# Under the lock, a working folder that is there was left by a sync that was killed.
export work=$scratch/work mode=$DLPX_MODE && { [[ ! -e $work ]] || remove_work; } && mkdir -p -- "$work/attributes"
vanished=0 found=unlisted skipped=false absolute=false contents=() known=$DLPX_SINCE synced=$DLPX_SYNCED
# From here on the storage is this script's working directory, which nobody can exchange.
trap clean_up EXIT && enter_mounted
for list in {attributes/,}compared source dataset linked look copied noise; do : >"$work/$list"; done
# A sync that fails leaves neither a record nor what is remembered for the next one.
mv -f -- "$scratch/record" "$scratch/synced" "$work" 2>/dev/null || true
check_place
# An empty dataset needs no comparison. A dataset that cannot be read does not count as empty. Only lost+found, which
# each fresh disk has, may be unreadable.
[[ -n $(find . -mindepth 1 \( -path ./lost+found ! -readable -prune \) -o ! -path ./lost+found -print -quit ||
    echo unreadable) ]] || mode=first DLPX_ATTRIBUTE_OPTIONS=''
# A resync does not believe that the dataset has every change. It compares all, so the source lists nothing as touched.
{ [[ $mode != resync ]] || { known='' && contents=(--checksum); }; } && put mode "$mode" >"$work/facts"

# Beside rsync, the source lists itself. Each of these jobs has a process group of its own, so that it can be ended with
# all that it started. A line in a pipe says that the list is complete.
exec {ended}<> <(:) && set -m
{ patience='' at_source list_source 2>/dev/null | (head -c 4G >"$work/source" && echo >&"$ended"); } {lock}>&- &
listing=$!
# Where it is not known what was touched, the dataset is walked for its links, and ACLs and attributes are compared by
# an rsync of their own: one rsync takes as long as the two one after the other. As it deletes nothing, it has to be
# allowed that a folder gives way to another item. In braces, as bash keeps a copy of a descriptor that it closes for a
# function: this script may be killed, and these would hold the lock.
{ [[ -n $known || $mode == first ]] || survey >/dev/null; } {lock}>&- &
surveying=$!
{ [[ -z $DLPX_ATTRIBUTE_OPTIONS ]] || differences "$work/attributes" --force "${attribute_options[@]}"; } {lock}>&- &
comparing=$! && set +m
if [[ $mode == first ]]; then
    [[ -z $DLPX_ROOM_BYTES$DLPX_ROOM_ITEMS ]] || check_room
    phase Copying all && pass --sparse "${filters[@]}"
else
    # What is excluded is deleted, too.
    compare --delete-excluded
fi
# rsync is done. The source may still be listing itself: it gets this long to finish.
read -r -t "$DLPX_PATIENCE" -u "$ended" || kill -- "-$listing" 2>/dev/null || true
{ wait "$listing" || true; } && { wait "$surveying" || surveying=''; } && wait "$comparing"
find_exchanged
[[ $mode == first ]] || read -r found skipped absolute < <(choose look source)
[[ $found == unchanged || $mode == first ]] || copy_changes

phase 'Writing to the disk'
sync -f . {lock}>&- &
describe 3>&1 >>"$work/facts"
wait "$!" || fail storage-not-flushed
# What was unmounted meanwhile was not flushed.
require_entered && record >"$scratch/record.new" && printf '%s\n' "$DLPX_SOURCE_MOUNTS" >"$scratch/mounts"
[[ -z $synced ]] || { mv -f -- "$work/now" "$scratch/folders" && printf '%s\n' "$synced" >"$scratch/synced"; }
mv -f -- "$scratch/record.new" "$scratch/record" && record
