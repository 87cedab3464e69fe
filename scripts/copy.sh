#!/usr/bin/env bash
# Makes the staged tree equal to the source tree, takes down what it did for read-record.sh, and prints that.
#
# in:   DLPX_MOUNT_PATH DLPX_SCRATCH_PATH DLPX_GUID    where to, and where to keep the record
#       DLPX_SOURCE_PATH                               the directory to copy
#       DLPX_FROM  the same for rsync: /path/ when it is on this host, source:/path/ when not, with rsync's wildcards
#         escaped
#       DLPX_DIRECTORY  device:inode of the source directory where it may be on this host; else empty
#       DLPX_MODE                                      sync, or resync to compare every file's content
#       DLPX_SINCE  the source host's time in seconds up to which the dataset is known to have every change; empty:
#         not known
#       DLPX_SYNCED  what to remember for the next sync, for probe.sh; empty for nothing
#       DLPX_ATTRIBUTES                                --acls, --xattrs, both or none
#       DLPX_MODIFY_WINDOW                             -1 to compare times by the nanosecond, 0 by the second
#       DLPX_ALLOW_EMPTY_SOURCE                        true or false
#       DLPX_ROOM_BYTES DLPX_ROOM_ITEMS                room for a first copy; empty where it is enough for sure
#       DLPX_BANDWIDTH_LIMIT                           KiB per second; empty for none
#       DLPX_EXCLUDE_COUNT DLPX_EXCLUDE_0 ...          patterns to leave out
#       DLPX_RECORD                                    lines that begin the record
#       and those of lib/ssh.sh
# out:  the record: DLPX_RECORD; mode=first, sync or resync; compared=… and copied=… what rsync says of the last
#       comparison and of each copy (any number);
#       comparedBytes=… copiedBytes=… the sizes of what was copied, as it was compared and as it is now;
#       countedFiles=… countedDirectories=… countedBytes=…
#       where the tree was counted instead; healedFiles=… healedBytes=… deletedItems=… of each comparison;
#       absoluteSymlinks=true or false, where it is known;
#       rootFingerprint=… finishedAt=…; lost=acls or xattrs, vanished=…, links=unknown or unsettled: what could not be
#       kept
# failures: storage-not-mounted; storage-not-readable; storage-not-writable; storage-not-flushed;
#       storage-too-small bytes=… or items=… room=…; sync-running; source-empty; source-inside; rsync-failed code=…
# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/lib/mounted.sh"
. "${BASH_SOURCE[0]%/*}/lib/fingerprint.sh"
. "${BASH_SOURCE[0]%/*}/lib/ssh.sh"
. "${BASH_SOURCE[0]%/*}/lib/source.sh"
. "${BASH_SOURCE[0]%/*}/lib/lists.sh"
. "${BASH_SOURCE[0]%/*}/lib/links.sh"
. "${BASH_SOURCE[0]%/*}/lib/rsync.sh"

# It compares both trees once, and from then on works on lists of names: it separates hard links, copies, deletes and
# flushes. Nothing is deleted before all else was copied. What has to hold at that moment, it checks itself.

# clean_up: ends what this script began. The engine ends a cancelled script by a signal to all of its programs, which
# those that clean up ignore.
clean_up() {
    trap '' TERM
    [[ -z $listing ]] || kill -- "-$listing" 2>/dev/null || true
    close_connection
    rm -rf -- "$work"
}

# is_empty: whether the dataset is, but for the lost+found of its file system. One that cannot be read is not.
is_empty() {
    local first
    first=$(find . -mindepth 1 -maxdepth 1 ! -name lost+found -print -quit) && [[ -z $first ]]
}

# check_place: refuses a source and a mount of which one lies in the other, which would copy the dataset into itself.
check_place() {
    local source here
    [[ -n $DLPX_DIRECTORY && $(stat -L -c %d:%i -- "$DLPX_SOURCE_PATH" 2>/dev/null) == "$DLPX_DIRECTORY" ]] || return 0
    source=$(realpath -- "$DLPX_SOURCE_PATH")/ here=$(pwd -P)/
    [[ $here != "${source%//}"* && $source != "$here"* ]] || fail source-inside
}

# check_room: refuses a first copy into storage that is too small for it, where it may be.
check_room() {
    [[ $mode == first && -n $DLPX_ROOM_BYTES$DLPX_ROOM_ITEMS ]] || return 0
    compare
    local bytes items
    bytes=$(said 'Total transferred file size') items=$(said 'Number of created files')
    ((bytes <= ${DLPX_ROOM_BYTES:-bytes})) || fail storage-too-small bytes "$bytes" room "$DLPX_ROOM_BYTES"
    ((items <= ${DLPX_ROOM_ITEMS:-items})) || fail storage-too-small items "$items" room "$DLPX_ROOM_ITEMS"
}

# describe: what there is now, and what could not be kept.
describe() {
    put mode "$mode"
    [[ ! -e $work/compared ]] || put compared "$(grep -E '^(Number|Total)' "$work/compared")"
    if [[ $mode == first || $vanished != 0 || -n $lost ]] || grep -q '^skipping non-regular' "$work/compared"; then
        [[ $surveyed == true ]] || survey
        put countedFiles "$(grep -vc d "$work/sizes")" countedDirectories "$(grep -c d "$work/sizes")"
        put countedBytes "$(sed /d/d "$work/sizes" | total)"
    elif [[ -s $work/copy ]]; then
        # Files may have grown since they were compared.
        put comparedBytes "$(sizes "$any_file" | total)"
        put copiedBytes "$(changes "$any_file" | names | xargs -0 -r stat --format=%s -- | total)"
    fi
    names <"$work/copy" | { xargs -0 -r readlink -z -- || true; } | { grep -z ^/ || true; } >>"$work/absolute"
    if [[ -s $work/absolute ]] || grep -qz '^a$' "$work/source"; then
        put absoluteSymlinks true
    elif [[ $mode == first ]] || is_listed; then
        put absoluteSymlinks false
    fi
    ((vanished == 0)) || put vanished "$vanished"
    [[ $settled == true ]] || put links unsettled
    put rootFingerprint "$(fingerprint .)" finishedAt "$(TZ=UTC0 printf '%(%Y-%m-%dT%H:%M:%SZ)T' -1)"
}

# A name is bytes, not characters.
export LC_ALL=C
make_scratch
# The kernel releases the lock when this script ends, however it ends.
exec {lock}>"$scratch/lock"
flock -n "$lock" || fail sync-running
# Under the lock, a working folder that is there was left by a sync that was killed.
work=$(realpath -- "$scratch")/work
rm -rf -- "$work"
mkdir -- "$work"
listing=''
trap clean_up EXIT
# From here on the storage is this script's working directory, which nobody can exchange.
enter_storage
: >"$work/facts"
: >"$work/source"
since=$DLPX_SINCE mode=$DLPX_MODE synced=$DLPX_SYNCED surveyed=false lost=''
read -r -a attributes <<<"$DLPX_ATTRIBUTES"
# The record, and what is remembered, hold until something is changed.
rm -f -- "$scratch/record" "$scratch/synced"
check_place
# Into an empty dataset everything is copied anyway.
! is_empty || mode=first

check_room
for round in 1 2 3; do
    vanished=0 contents=() settled=true
    : >"$work/copy" && : >"$work/deleted"
    if [[ $mode == first && $round == 1 ]]; then
        phase Copying all
        copy_all
    else
        compare
        ! is_unchanged || break
        if is_listed; then
            choose
            copy_chosen
        else
            # Without a list, all is copied, and nothing is written in place, so that rsync itself separates hard links
            # where a file has changed.
            put links unknown >>"$work/facts"
            synced=''
            phase Copying "$(said 'Total transferred file size')"
            copy_all --delete-after
        fi
    fi
    # A live source: what vanished during a copy is settled by another one. What vanishes again is accepted.
    ((vanished == 0 || round > 1)) || continue
    if [[ -e $work/compared ]]; then
        [[ ! -s $work/deleted ]] || delete "$work/deleted"
        put deletedItems "$(said 'Number of deleted files')" >>"$work/facts"
    fi
    ! is_regrouped "$work/written" || break
    settled=false
done

phase 'Writing to the disk'
sync -f . || fail storage-not-flushed
# What was unmounted meanwhile was not flushed.
require_entered
describe >>"$work/facts"
printf '%s\n' "$DLPX_RECORD" | cat - "$work/facts" >"$scratch/record.new"
[[ -z $synced ]] || printf '%s\n' "$synced" >"$scratch/synced"
mv -f -- "$scratch/record.new" "$scratch/record"
cat -- "$scratch/record"
