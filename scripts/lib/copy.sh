# shellcheck shell=bash
# Copying with rsync. Files of the working folder: stats gets the statistics of all runs, rsync.log has the messages of the last one, and warnings what an operator
# should know of the copy. phase and progress are for read-progress.sh.

keeps_acls=true keeps_xattrs=true in_place=true last_copy=1 expected=0 vanished=0 healed_files=0 healed_bytes=0
# Called --secluded-args now; every version knows the former name.
filters=(--protect-args --delete-excluded)
# The quick check compares nanoseconds; contents only where asked, as every file has to be read for it.
exact=(--modify-window=-1)

# phase TEXT [BYTES [BEFORE]]: what is being done from now on, and how many bytes are to be copied: all of the source's, or this many, of which some were before.
# Where neither is known, items say how much of it is done.
phase() {
    : >progress
    printf '%s\n' "$1" "${2:-0} ${3:-0}" >phase
}

# warn TEXT
warn() {
    tell "$1"
    put warning "$1" >>warnings
}

# copy [OPTION...]: one rsync run.
copy() {
    local code=0 options=(
        --archive --hard-links --numeric-ids
        # Deleting after the copy deletes nothing at all when a part of the source could not be read.
        --delete-after
        # A new file that a broken connection cut is gone on with by the next try.
        --partial
        --stats --no-human-readable
        # Of little cost: as nothing is deleted before the end, rsync has the whole list before it copies.
        '--info=progress2,flist2'
        # What counts goes here, so that what is printed can be forgotten.
        --log-file=log --log-file-format=
    )
    [[ $keeps_acls == false ]] || options+=(--acls)
    [[ $keeps_xattrs == false ]] || options+=(--xattrs)
    [[ -z $DLPX_BANDWIDTH_LIMIT ]] || options+=("--bwlimit=$DLPX_BANDWIDTH_LIMIT")
    last_copy=$(($(wc -l <stats) + 1))
    # Either side may have been unmounted since the copy before.
    require_mounted "$DLPX_MOUNT_PATH"
    require_source
    rm -f -- log
    rsync "${options[@]}" "${exact[@]}" "${filters[@]}" "$@" "$shell" -- "$from" "$DLPX_MOUNT_PATH/" >>progress 2>rsync.log || code=$?
    # Each line begins with a time and a process; what clears a line of a terminal may stand before that.
    [[ ! -e log ]] || sed 's/.*\r//; s/^[^]]*\] //' log >>stats
    return "$code"
}

# pass_in_place [OPTION...]: brings what the dataset has up to date where it lies, so that what did not change of a file stays shared with its snapshots;
# also where rsync would copy whole files, as on one machine. Not together with --sparse: rsync would punch a hole into each block that begins or ends with
# a zero. New files come with the pass that follows.
pass_in_place() {
    pass --inplace --no-whole-file "--block-size=$(block_size)" --existing --info=skip1 "$@"
}

# block_size: small blocks keep more of a changed file; but rsync keeps each block of a file in memory, so that there may not be more than some millions.
block_size() {
    sort -n large | awk 'END { size = 4096; while (size < 131072 && $1 / size > 4194304) size *= 2; print size }'
}

# pass [OPTION...]: a copy, and again where that settles what was not right.
pass() {
    local code=0
    copy "$@" || code=$?
    if ((code == 23)) && { drop_unsupported || linked_over_folder; }; then
        code=0
        copy "$@" || code=$?
    fi
    if ((code == 24)); then
        # A live source: what vanished during a copy is settled by another one.
        code=0
        phase 'Copying again as files vanished'
        copy "$@" || code=$?
        vanished=$(grep -c ' has vanished: ' rsync.log) || true
        ((code != 24)) || code=0
    fi
    cat rsync.log >&2
    # Where its ssh ended first, rsync ends with the code of that, not with its own for a connection that broke.
    ((code <= 128)) || ! grep -q ': connection unexpectedly closed' rsync.log || code=12
    if ((code == 23)) && grep -qF "change_dir \"$DLPX_SOURCE_PATH\" failed: No such file" rsync.log; then
        fail 65 "$DLPX_SOURCE_PATH vanished while it was copied."
    fi
    ((code == 0)) || exit "$code"
}

# drop_unsupported: whether the copy failed as the storage cannot hold ACLs or extended attributes, which are then left out, and told.
drop_unsupported() {
    local dropped=1
    if [[ $keeps_acls == true ]] && grep -q 'set_acl: .*(95)' rsync.log; then
        keeps_acls=false dropped=0
        warn "ACLs were not kept: the storage at $DLPX_MOUNT_PATH cannot hold them."
    fi
    if [[ $keeps_xattrs == true ]] && grep -q 'setxattr(.*(95)' rsync.log; then
        keeps_xattrs=false dropped=0
        warn "Extended attributes were not kept: the storage at $DLPX_MOUNT_PATH cannot hold them."
    fi
    return "$dropped"
}

# linked_over_folder: whether rsync replaced a folder by another name of an item, and then still looked for the folder's ACL. What it replaced is right, and
# another copy finds nothing amiss.
linked_over_folder() {
    grep -q 'get_acl: sys_acl_get_file(.*, ACL_TYPE_DEFAULT): .*(13)$' rsync.log
}

# copy_tree: copies until the hard links are those of the source, too: it may have changed meanwhile.
copy_tree() {
    local round
    phase 'Looking for changes'
    ! is_unchanged || return 0
    for round in 1 2 3; do
        phase 'Comparing hard links'
        scan_dataset || rm -f links
        if ! separate_links && [[ $in_place == true ]]; then
            in_place=false
            warn "Hard links that the source has split may not be split here: they could not be compared, for which both hosts need GNU find, stat and xargs."
        fi
        ((round == 1 || separated)) || return 0
        if [[ $in_place == true && $mode != first ]]; then
            phase 'Updating files' "$expected"
            pass_in_place
            changed || return 0
        fi
        if [[ $mode == first ]]; then
            phase Copying all
        else
            phase 'Copying new files' "$expected" "$(count '+Total transferred file size')"
        fi
        pass --sparse
    done
    warn "Hard links of the source changed during each copy: some may not be those of the source."
}

# is_unchanged: whether there is nothing to do at all, as most often. To read ACLs and extended attributes takes longer than all the rest, and is of no use
# when nothing at the source was touched since they were read. If there is something to do, $expected says how many bytes are to be copied.
is_unchanged() {
    local lines=()
    # Of a first copy rsync itself knows how much there is.
    [[ $mode != first ]] || return 1
    # As nothing is deleted now, rsync need not have the whole list before it compares.
    if rsync --archive --numeric-ids --delete --dry-run --stats --no-human-readable --out-format=%i "${exact[@]}" "${filters[@]}" "$shell" -- "$from" "$DLPX_MOUNT_PATH/" >stats 2>rsync.log; then
        # Before its statistics rsync names what it would do.
        mapfile -n 2 lines <stats
        [[ -z $synced || "${lines[*]}" != $'\n Number of files: '* ]] || ! is_untouched || return 0
    fi
    expected=$(count 'Total transferred file size')
    : >stats
    return 1
}

# changed: whether the last copy wrote or deleted anything, or left out something that is new.
changed() {
    local transferred deleted
    read -r transferred deleted < <(count 'Number of regular files transferred' 'Number of deleted files')
    ((transferred + deleted)) || tail -n +"$last_copy" stats | grep -q '^not creating new '
}

# heal: reads every file of both sides, and copies those that differ behind an equal size and time. Adds to healed_files and healed_bytes.
heal() {
    phase 'Comparing contents'
    if [[ $in_place == true ]]; then
        pass_in_place --checksum --log-file-format='%i %l'
    else
        pass --sparse --checksum --log-file-format='%i %l'
    fi
    read -r healed_files healed_bytes < <(awk '/^>fc\.\./ { files++; bytes += $2 } END { printf "%d %.0f\n", files, bytes }' stats)
}

# count LABEL...: numbers of the statistics, in one line: those of the last run, or, with a + before the label, of all runs together; of
# "Number of files: 9 (reg: 6, dir: 3)", "Number of files: dir" is that part.
count() {
    awk -F ': ' '
        BEGIN {
            for (i = 1; i < ARGC - 1; i++) {
                all[i] = sub(/^\+/, "", ARGV[i])
                split(ARGV[i], words)
                label[i] = words[1]
                part[i] = words[2] ": "
                value[i] = ARGV[i] = ""
            }
        }
        {
            for (i in label) {
                if ($1 == label[i]) {
                    number = part[i] == ": " ? $2 : index($0, part[i]) ? substr($0, index($0, part[i]) + length(part[i])) : 0
                    value[i] = all[i] ? value[i] + number : number + 0
                }
            }
        }
        END { for (i = 1; i < ARGC - 1; i++) printf "%.0f%s", value[i], i < ARGC - 2 ? " " : "\n" }' "$@" stats
}
