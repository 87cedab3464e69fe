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
# out:  nothing; what rsync has to say goes to stderr
# exit: 0; 64 storage not mounted; 65 source missing; 66 source not a directory; 67 source unreadable; 68 source empty; 69 source and mount lie one in the other;
#       70 no rsync here; 71 no rsync on the source host; 72 no ssh here; 73 to 79 no connection (see lib/ssh.sh); 80 another sync is running; else rsync's own
declare -F put >/dev/null || for library in "${BASH_SOURCE[0]%/*}"/lib/*.sh; do . "$library"; done

# ask_source: one word on the source directory, and whether rsync is there. The path travels over stdin, so its characters do not matter.
ask_source() {
    # shellcheck disable=SC2016 # for the source host to expand
    local question='path=$(cat; echo .); path=${path%.}
        if [ ! -e "$path" ]; then state=missing
        elif [ ! -d "$path" ]; then state=not-a-directory
        elif [ ! -r "$path" ] || [ ! -x "$path" ]; then state=unreadable
        elif [ -z "$(ls -A "$path/" | head -n 1)" ]; then state=empty
        else state=present; fi
        command -v rsync >/dev/null || state=no-rsync
        echo "dlpx-place:$(cat /proc/sys/kernel/random/boot_id):$(stat -L -c %d:%i "$path")"
        echo "dlpx-source:$state"'
    printf '%s' "$DLPX_SOURCE_PATH" | remote_shell source "exec sh -c '$question'"
}

check_source() {
    local answer code=0
    answer=$(ask_source 2>"$work/ssh.log") || code=$?
    cat "$work/ssh.log" >&2
    # What login files print comes before the answer.
    case $answer in
        *dlpx-source:present) ;;
        *dlpx-source:empty)
            if [[ $DLPX_ALLOW_EMPTY_SOURCE != true ]] && ! is_empty "$DLPX_MOUNT_PATH"; then
                fail 68 "$DLPX_SOURCE_PATH is empty, but the dataset is not."
            fi
            ;;
        *dlpx-source:missing) fail 65 "$DLPX_SOURCE_PATH does not exist on the source host." ;;
        *dlpx-source:not-a-directory) fail 66 "$DLPX_SOURCE_PATH is not a directory." ;;
        *dlpx-source:unreadable) fail 67 "$DLPX_SOURCE_PATH cannot be read by $DLPX_SOURCE_USER." ;;
        *dlpx-source:no-rsync) fail 71 "rsync is not installed on the source host." ;;
        *) exit "$(ssh_failure "$(<"$work/ssh.log")")" ;;
    esac
    check_place "$answer"
}

# check_place ANSWER: refuses a source and a staging mount of which one lies in the other, which would copy the dataset into itself. They can only where
# the source host is this very machine, and the path leads to the same folder from both sides.
check_place() {
    local source mount place
    place=$(cat /proc/sys/kernel/random/boot_id):$(stat -L -c %d:%i -- "$DLPX_SOURCE_PATH" 2>/dev/null) || return 0
    [[ $1 == *"dlpx-place:$place"$'\n'* ]] || return 0
    source=$(realpath -- "$DLPX_SOURCE_PATH")/
    mount=$(realpath -- "$DLPX_MOUNT_PATH")/
    if [[ $mount == "${source%/}/"* || $source == "$mount"* ]]; then
        fail 69 "The source $DLPX_SOURCE_PATH and the mount $DLPX_MOUNT_PATH lie one in the other."
    fi
}

# copy: one rsync run; its statistics are added to $work/stats.
copy() {
    local options=(
        --archive --hard-links --acls --xattrs --numeric-ids --sparse
        # The quick check compares nanoseconds; contents only where asked, as every file has to be read for it.
        --modify-window=-1
        # Deleting after the copy deletes nothing at all when a part of the source could not be read.
        --delete-after --delete-excluded
        # Called --secluded-args now; every version knows the former name.
        --protect-args
        --stats --no-human-readable
    )
    [[ $mode != resync ]] || options+=(--checksum)
    [[ -z $DLPX_BANDWIDTH_LIMIT ]] || options+=("--bwlimit=$DLPX_BANDWIDTH_LIMIT")
    local i pattern
    for ((i = 0; i < DLPX_EXCLUDE_COUNT; i++)); do
        # As a filter rule with a prefix of its own, a pattern that begins like a rule stays a pattern.
        pattern=DLPX_EXCLUDE_$i
        options+=("--filter=- ${!pattern}")
    done
    rsync "${options[@]}" --rsh="bash -c 'remote_shell \"\$@\"' remote_shell" -- "source:${DLPX_SOURCE_PATH%/}/" "$DLPX_MOUNT_PATH/" >>"$work/stats"
}

# count LABEL [PART]: a number of the last run's statistics; of a line such as "Number of files: 9 (reg: 6, dir: 3)", the part that is named.
count() {
    local line value=0
    line=$(grep "^$1: " "$work/stats" | tail -n 1) || true
    if [[ -n ${2:-} ]]; then
        [[ $line =~ [\(\ ]$2:\ ([0-9]+) ]] && value=${BASH_REMATCH[1]}
    else
        [[ $line =~ :\ ([0-9]+) ]] && value=${BASH_REMATCH[1]}
    fi
    echo "$value"
}

# total LABEL: a number of the statistics, of all runs together.
total() {
    awk -F ': ' -v label="$1" '$1 == label { total += $2 } END { printf "%.0f", total }' "$work/stats"
}

record() {
    local all directories
    all=$(count "Number of files")
    directories=$(count "Number of files" dir)
    {
        put mode "$mode"
        put sourcePath "$DLPX_SOURCE_PATH"
        put files $((all - directories))
        # Without the root.
        put directories $((directories - 1))
        put bytes "$(count "Total file size")"
        put transferredFiles "$(total "Number of regular files transferred")"
        put transferredBytes "$(total "Total transferred file size")"
        put deletedItems "$(total "Number of deleted files")"
        put startedAt "$started"
        put finishedAt "$(now)"
        if ((vanished)); then
            put warning "Some files vanished from the source while they were being copied."
        fi
    } >"$work/record"
    mv -f -- "$work/record" "$scratch/last-sync"
}

now() {
    date -u +%Y-%m-%dT%H:%M:%SZ
}

require_mounted "$DLPX_MOUNT_PATH"
command -v rsync >/dev/null || fail 70 "rsync is not installed on the staging host."
command -v ssh >/dev/null || fail 72 "The OpenSSH client is not installed on the staging host."
scratch=$DLPX_SCRATCH_PATH/$DLPX_GUID
make_scratch
# The kernel releases the lock when this script ends, however it ends.
exec {lock}>"$scratch/lock"
flock -n "$lock" || fail 80 "Another sync of this dataset is running."
rm -f -- "$scratch/last-sync"
# Under the lock, what is there was left by a sync that was killed.
work=$scratch/work
rm -rf -- "$work"
mkdir -- "$work"
trap 'rm -rf -- "$work"' EXIT
export -f remote_shell

check_source
mode=$DLPX_MODE
# Into an empty dataset everything is copied anyway.
! is_empty "$DLPX_MOUNT_PATH" || mode=first
started=$(now)
vanished=0 code=0
copy || code=$?
if ((code == 24)); then
    # A live source: what vanished during the first pass is settled by a second one.
    code=0
    copy || code=$?
    if ((code == 24)); then
        vanished=1 code=0
    fi
fi
((code == 0)) || exit "$code"
sync -f -- "$DLPX_MOUNT_PATH"
record
