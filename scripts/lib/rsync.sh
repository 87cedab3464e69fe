# shellcheck shell=bash
# Comparing and copying with rsync, for copy.sh. phase and progress in the working folder are for read-progress.sh.

# Called --secluded-args now; every version knows the former name.
filters=(--protect-args --delete-excluded)
for ((i = 0; i < DLPX_EXCLUDE_COUNT; i++)); do
    # As a filter rule with a prefix of its own, a pattern that begins like a rule stays a pattern.
    pattern=DLPX_EXCLUDE_$i
    filters+=("--filter=- ${!pattern}")
done
# How rsync itemizes what it would do: with anything, with what is no folder, and with content
# that differs behind an equal size and time.
any='[<>ch.][fdLDS].\{9\}' any_file='[<>ch.][fLDS].\{9\}' healed='>fc\.\..\{6\}'
export -f remote_shell after_noise

# run_rsync OPTION...: rsync from the source directory. Its connection must not hold the lock.
run_rsync() {
    require_entered
    LC_ALL=C.UTF-8 rsync --archive --numeric-ids --stats --no-human-readable \
        "--modify-window=$DLPX_MODIFY_WINDOW" "$@" --rsh="bash -c 'remote_shell \"\$@\"' remote_shell" \
        -- "$DLPX_FROM" ./ 2>"$work/rsync.log" {lock}>&-
}

# phase TEXT [BYTES]: what is done from now on, and how many bytes it is: a number, all for all of the source's, or 0
# for not known.
phase() {
    printf '%s\n' "$1" "${2:-0}" >"$work/phase"
    : >"$work/progress"
}

# said LABEL: a number of the last comparison's statistics.
said() {
    sed -n "s/^$1: \([0-9]*\).*/\1/p" "$work/compared"
}

# changes PATTERN: names that rsync itemizes like this in the last comparison, as a list.
changes() {
    sed -n "s/^$1 *[0-9]* //p" "$work/items" | sort -u
}

# sizes PATTERN: their sizes, one a line.
sizes() {
    sed -n "s/^$1 *\([0-9]*\) .*/\1/p" "$work/items"
}

# compare: lists what differs, and what there is to know of the source, both in one walk; changes nothing. Fails for a
# source that would empty the dataset.
compare() {
    local code=0 options=("${filters[@]}") entries
    phase 'Looking for changes'
    [[ -n $since ]] || options+=("${attributes[@]}")
    [[ $mode != resync ]] || options+=(--checksum)
    # In a process group of its own, it can be ended with all that it started.
    set -m
    at_source list_source <<<"${since:-9999999999}" >"$work/source" 2>"$work/source.log" {lock}>&- &
    listing=$!
    set +m
    run_rsync --dry-run --delete --out-format='%i %l %n' "${options[@]}" >"$work/compared" || code=$?
    # 24: what vanished meanwhile is not in the list.
    ((code == 0 || code == 24)) || rsync_failed "$code"
    entries=$(said 'Number of files')
    if [[ $mode != first && $DLPX_ALLOW_EMPTY_SOURCE != true ]]; then
        ((entries > 1)) || fail source-empty
        ((entries > 2)) || ! is_lost_and_found || fail source-empty
    fi
    # The source may be listing itself still.
    wait "$listing" || true
    listing=''
    grep -E '^(\*deleting|[<>ch.][fdLDS].{9}) ' "$work/compared" | rsync_names >"$work/items" || true
    [[ $mode != resync ]] ||
        put healedFiles "$(sizes "$healed" | wc -l)" healedBytes "$(sizes "$healed" | total)" >>"$work/facts"
}

# is_lost_and_found: whether the one entry of the source is the folder that each fresh disk has.
is_lost_and_found() {
    grep -q '^cd+* [0-9]* lost+found/$' "$work/compared" ||
        { [[ -d lost+found ]] && ! grep -q '^\*deleting  *[0-9]* lost+found/$' "$work/compared"; }
}

# is_listed: whether the source could list itself.
is_listed() {
    [[ $(tr '\0' '\n' <"$work/source" | sed -n '1p; $p') == $'g\ne' ]]
}

# is_unchanged: whether nothing differs, and nothing was touched since the dataset had every change.
is_unchanged() {
    [[ -n $since && ! -s $work/items ]] && is_listed && ! grep -qz '^t ' "$work/source"
}

# choose: makes lists of what to copy, what of that not to write in place, and what to delete.
choose() {
    surveyed=false
    changes "$any" >"$work/changed"
    changes '\*deleting' >"$work/deleted"
    sed -zn 's/^t [^ ]* //p' "$work/source" | lines | sort -u >"$work/touched"
    sed -zn 's/^l /t/p' "$work/source" | by_name >"$work/links.there"
    cut -f 1 "$work/links.there" | sort -u - "$work/changed" "$work/touched" | look >"$work/here"
    # What was touched may be excluded: only what the dataset has is copied again.
    cut -f 1 "$work/here" | comm -12 - "$work/touched" | sort -u - "$work/changed" >"$work/copy"
    : >"$work/apart"
    regroup
    changes '[<>]f+\{9\}' >"$work/new"
    {
        # rsync keeps the holes of new files, or writes in place.
        if [[ -n $since ]]; then
            sed -zn 's/^t 0[^ ]* //p' "$work/source" | lines | sort -u | comm -12 - "$work/new"
        else
            cat "$work/new"
        fi
        # Only root writes into files that are read-only.
        ((EUID == 0)) || sed -n 's|\t[^\t]*/-\([^r].\|.[^w]\)[^\t]*$||p' "$work/here"
        cat "$work/apart"
    } | sort -u | comm -12 - "$work/copy" >"$work/aside"
}

# copy_chosen: copies the lists. What changed of a file is written where it lies, so that the rest stays shared with
# earlier snapshots.
copy_chosen() {
    local size=4096 largest
    largest=$(sizes '[<>ch.]f.\{9\}' | sort -n | tail -n 1)
    # Small blocks keep more of a file, but rsync holds each of them in memory.
    while ((${largest:-0} / size > 4194304 && size < 131072)); do ((size *= 2)); done
    [[ $mode != resync ]] || contents=(--checksum)
    phase 'Copying changes' "$(said 'Total transferred file size')"
    comm -23 "$work/copy" "$work/aside" | tee "$work/in-place" | names_below >"$work/names"
    choose_names "$work/names"
    [[ ! -s $work/in-place ]] || pass --inplace --no-whole-file "--block-size=$size" "${chosen[@]}" "${contents[@]}"
    names_below <"$work/copy" >"$work/names"
    [[ ! -s $work/aside ]] || pass --sparse --from0 --files-from="$work/names" "${contents[@]}"
    look <"$work/copy" | linked | cut -f 1,2 >"$work/written"
}

# copy_all [OPTION...]: copies the whole tree.
copy_all() {
    pass --sparse "${filters[@]}" "$@"
    survey
    surveyed=true
    by_name <"$work/links" >"$work/written"
}

# pass OPTION...: one copy, and again where that settles what was not right.
pass() {
    local code=0
    copy "$@" || code=$?
    # rsync replaces a folder by another name of a file, and then still looks for the folder's ACL.
    if ((code == 23)) &&
        { drop_unsupported || grep -q 'get_acl: .*, ACL_TYPE_DEFAULT): .*(13)$' "$work/rsync.log"; }; then
        code=0
        copy "$@" || code=$?
    fi
    ((code != 0)) || return 0
    local gone=' has vanished: |\[sender\] link_stat .* failed: No such file or directory \(2\)$'
    vanished=$(grep -cE "$gone" "$work/rsync.log") || true
    ((code == 24)) ||
        { ((code == 23 && vanished)) && ! grep -qvE "$gone|^rsync (error|warning): |^$" "$work/rsync.log"; } ||
        rsync_failed "$code"
    # Something vanished even if all that is known is rsync's word.
    ((vanished)) || vanished=1
}

copy() {
    local code=0
    rm -f -- "$work/log"
    run_rsync --hard-links --partial --force "${attributes[@]}" \
        ${DLPX_BANDWIDTH_LIMIT:+"--bwlimit=$DLPX_BANDWIDTH_LIMIT"} '--info=progress2,flist2' \
        --log-file="$work/log" --log-file-format= "$@" >>"$work/progress" || code=$?
    # Each line begins with a time and a process; what clears a line of a terminal may stand before that.
    put copied "$(sed 's/.*\r//; s/^[^]]*\] //' "$work/log" | grep -E '^(Number|Total)')" >>"$work/facts"
    cat "$work/rsync.log" >&2
    return "$code"
}

rsync_failed() {
    cat "$work/rsync.log" >&2
    fail rsync-failed code "$1"
}

# drop_unsupported: whether the copy failed as the storage cannot hold ACLs or extended attributes, which are then
# left out.
drop_unsupported() {
    local attribute refusal kept=() dropped=1
    for attribute in "${attributes[@]}"; do
        [[ $attribute == --acls ]] && refusal='set_acl: .*(95)' || refusal='setxattr(.*(95)'
        if grep -q "$refusal" "$work/rsync.log"; then
            dropped=0 synced='' lost=${attribute#--}
            put lost "$lost" >>"$work/facts"
        else
            kept+=("$attribute")
        fi
    done
    attributes=("${kept[@]}")
    return "$dropped"
}

# survey: in one walk of the dataset, its links, sizes, and symlinks to absolute paths.
survey() {
    : >"$work/absolute"
    find . -ignore_readdir_race -mindepth 1 \( -type d -printf 'd\n' -o -printf '%s\n' \) \
        \( -type d -o -links 1 -o -fprintf "$work/links" 'h%D:%i %P\0' -o -true \) \
        -type l -lname '/*' -fprintf "$work/absolute" 'a\n' >"$work/sizes"
}
