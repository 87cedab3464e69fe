# shellcheck shell=bash
# What is checked before the first byte moves.

# check_source: whether the source directory can be copied as asked.
check_source() {
    case ${found[state]} in
        missing) fail 65 "$DLPX_SOURCE_PATH does not exist on the source host." ;;
        not-a-directory) fail 66 "$DLPX_SOURCE_PATH is not a directory." ;;
        unreadable) fail 67 "$DLPX_SOURCE_PATH cannot be read by $DLPX_SOURCE_USER." ;;
    esac
    [[ -n ${found[rsync]} ]] || fail 71 "rsync is not installed on the source host."
    check_rsync 84 "${here[rsync]}" 'the staging host'
    check_rsync 85 "${found[rsync]}" 'the source host'
    check_place
}

# check_rsync CODE VERSION HOST: whether the host's rsync is one of ours, and new enough.
check_rsync() {
    [[ $2 == [0-9]* ]] || fail "$1" "rsync of $3 cannot be used: $2"
    ! is_older "$2" 3.1 || fail "$1" "rsync $2 of $3 is too old."
}

# check_place: refuses a source and a staging mount of which one lies in the other, which would copy the dataset into itself.
check_place() {
    local paths
    is_same_place || return 0
    mapfile -d '' -t paths < <(realpath -z -- "$DLPX_SOURCE_PATH" "$DLPX_MOUNT_PATH")
    if [[ ${paths[1]}/ == "${paths[0]%/}/"* || ${paths[0]}/ == "${paths[1]}/"* ]]; then
        fail 69 "The source $DLPX_SOURCE_PATH and the mount $DLPX_MOUNT_PATH lie one in the other."
    fi
}

# choose_route: over SSH, unless the source directory is here.
choose_route() {
    # Of no account where both are here.
    shell="--rsh=bash -c 'remote_shell \"\$@\"' remote_shell"
    if is_same_machine; then
        route=local from=${DLPX_SOURCE_PATH%/}/
        tell "The source directory is on the staging host: it is copied without SSH."
    else
        route=ssh from=$DLPX_SOURCE_PATH
        # rsync takes a path over there for a pattern: in brackets, each of these stands for itself.
        if [[ $from == *[*?[]* ]]; then
            from=${from//'['/'[[]'} from=${from//\\/'[\\]'} from=${from//'*'/'[*]'} from=${from//'?'/'[?]'}
        fi
        from=source:${from%/}/
        export -f remote_shell after_noise
        export noise=${found[noise]}
    fi
}

# choose_options: what rsync can do on both hosts decides how it is called; what is lost by that is told.
choose_options() {
    local i pattern
    for ((i = 0; i < DLPX_EXCLUDE_COUNT; i++)); do
        # As a filter rule with a prefix of its own, a pattern that begins like a rule stays a pattern.
        pattern=DLPX_EXCLUDE_$i
        filters+=("--filter=- ${!pattern}")
    done
    if [[ ${here[acl]} == false || ${found[acl]} == false ]]; then
        keeps_acls=false
        warn "ACLs were not kept: rsync of the staging host or the source host cannot."
    fi
    if [[ ${here[xattr]} == false || ${found[xattr]} == false ]]; then
        keeps_xattrs=false
        warn "Extended attributes were not kept: rsync of the staging host or the source host cannot."
    fi
    if is_older "${here[rsync]}" 3.1.3; then
        exact=(--modify-window=0)
        warn "Times were compared by the second: rsync of the staging host is older than 3.1.3."
    fi
    ((EUID == 0)) || warn "Owners and device nodes were not kept: $(id -un) on the staging host is not root."
}

# check_emptiness: refuses to empty a dataset since the source is suddenly empty, or would be without what is excluded.
check_emptiness() {
    [[ $mode != first && $DLPX_ALLOW_EMPTY_SOURCE != true ]] || return 0
    [[ ${found[state]} != empty ]] || fail 68 "$DLPX_SOURCE_PATH is empty, but the dataset is not."
    ((DLPX_EXCLUDE_COUNT)) || return 0
    local listed code=0
    listed=$(rsync --list-only --dirs "${filters[@]}" "$shell" -- "$from") || code=$?
    ((code == 0)) || exit "$code"
    # The names of a listing are not what they seem where they hold control characters; these two do not.
    if ! grep -qvE '^d[^ ]+ +[0-9,]+ [0-9/]+ [0-9:]+ (\.|lost\+found)$' <<<"$listed"; then
        fail 68 "All of $DLPX_SOURCE_PATH is excluded, but the dataset is not empty."
    fi
}

# check_room: refuses a first copy into storage that is too small for it. Most often there is more room than the source's whole file system takes.
check_room() {
    local bytes inodes size count usage needed items
    [[ $mode == first ]] || return 0
    read -r bytes inodes size count < <(df -B1 --output=avail,iavail,size,itotal -- "$DLPX_MOUNT_PATH" | tail -n 1)
    # Not all file systems count: 0 or a dash is all that they say.
    [[ $size =~ [1-9] ]] || return 0
    [[ $count =~ [1-9] ]] || inodes=$bytes
    mapfile -t usage < <(source_usage)
    # Bash would run what a source host hides in a number.
    [[ "${usage[*]}" =~ ^[0-9]*\ [0-9]*$ ]] || usage=()
    local taken=$((${usage[0]:-0} * 1024)) taken_inodes=${usage[1]:-0}
    if ((taken > 0 && taken <= bytes && taken_inodes > 0 && taken_inodes <= inodes)); then
        return 0
    fi
    # What keeps rsync from estimating keeps it from copying, which will tell.
    phase 'Measuring the source'
    copy --dry-run --info=progress0 || true
    read -r needed items < <(count 'Total transferred file size' 'Number of created files')
    : >stats
    # Holes take no room.
    ((taken == 0 || needed <= taken)) || needed=$taken
    ((needed <= bytes)) || fail 83 "The storage at $DLPX_MOUNT_PATH is too small: the source takes $needed bytes, $bytes are free."
    ((items <= inodes)) || fail 83 "The storage at $DLPX_MOUNT_PATH is too small: the source has $items items, there is room for $inodes."
}
