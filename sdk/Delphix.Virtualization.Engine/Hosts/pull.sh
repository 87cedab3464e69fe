#!/usr/bin/env bash
# Makes a part of a dSource's storage equal to a directory or a file of a source host, with rsync. It runs on the engine's own machine.
#
# in:   DVP_SOURCE                       the path on the source host; a symlink is followed
#       DVP_STATE DVP_PLACE              what inspect-paths.sh says of it: directory or file, and its place
#       DVP_VOLUME                       the folder that holds the dSource's storage
#       DVP_TARGET                       the path in it to write to
#       DVP_RULE_COUNT DVP_RULE_0 ...    filter rules of rsync
#       DVP_SSH_COUNT DVP_SSH_0 ...      the arguments with which ssh reaches the source host; none: the source is on this machine
#       DVP_SILENCE                      how many seconds rsync may get nothing from the source
# out:  nothing; what rsync has to say goes to stderr
# exit: 0; 19 or 30 rsync got nothing; 64 the path in the storage leads out of it; 65 the source lies in the storage, or the storage in it;
#       70 no rsync here; else rsync's own
set -euo pipefail
export LC_ALL=C.UTF-8

fail() {
    printf '%s\n' "$2" >&2
    exit "$1"
}

# remote_shell IGNORED COMMAND...: runs a command on the source host. The first argument is the host name that rsync passes; the real one
# comes from the variables, so no address or user can turn into an option or a path.
# shellcheck disable=SC2029,SC2317 # rsync calls it, with a command that is quoted for the source host
remote_shell() {
    shift
    local arguments=() i argument
    for ((i = 0; i < DVP_SSH_COUNT; i++)); do
        argument=DVP_SSH_$i
        arguments+=("${!argument}")
    done
    # exec: at its end rsync ends the program that it started, which must be ssh. A shared connection keeps stderr open: a file.
    exec ssh "${arguments[@]}" "$@" 2>"$ssh_log" 8>&-
}

rules() {
    local i rule
    for ((i = 0; i < DVP_RULE_COUNT; i++)); do
        rule=DVP_RULE_$i
        printf '%s\0' "${!rule}"
    done
}

# check_place: refuses a source that holds the storage, or lies in it: the dataset would be copied into itself. That can only be where the
# source is on this very machine, and its path leads to the same folder from both sides.
check_place() {
    local source volume place
    place=$(</proc/sys/kernel/random/boot_id):$(stat -L -c %d:%i -- "$DVP_SOURCE" 2>/dev/null) || return 0
    [[ $DVP_PLACE == "$place" ]] || return 0
    source=$(realpath -- "$DVP_SOURCE")/
    volume=$(realpath -- "$DVP_VOLUME")/
    if [[ $volume == "${source%/}/"* || $source == "$volume"* ]]; then
        fail 65 "$DVP_SOURCE lies in the storage at $DVP_VOLUME, or the storage in it."
    fi
}

# enter FOLDER: makes a folder of the working directory the working directory. Others may put a symlink in its place
# meanwhile: what that leads to lies elsewhere.
enter() {
    local here parent=${DVP_TARGET%/*}
    here=$(stat -c %d:%i .)
    if ! cd -P -- "./$1" 2>/dev/null || [[ $(stat -c %d:%i ..) != "$here" ]]; then
        fail 64 "${parent#"$DVP_VOLUME/"} is a symlink, or in one."
    fi
}

# make_way: enters the folder to write into. What was copied before may be of another kind, or a symlink that leads out of
# the storage. From here on all names are of a folder that is held.
make_way() {
    local folder folders
    cd -P -- "$DVP_VOLUME"
    [[ $DVP_TARGET != "$DVP_VOLUME" ]] || return 0
    mapfile -d / -t folders < <(printf %s "${DVP_TARGET#"$DVP_VOLUME/"}")
    for folder in "${folders[@]::${#folders[@]}-1}"; do
        enter "$folder"
    done
    folder=${folders[-1]}
    if [[ $DVP_STATE == directory ]]; then
        [[ -d $folder && ! -L $folder ]] || { rm -f -- "./$folder" && mkdir -- "./$folder"; }
        enter "$folder"
    elif [[ -L $folder || -d $folder ]]; then
        rm -rf --one-file-system -- "./$folder"
    fi
}

# watch PROCESS: ends, with code 19, an rsync that has read nothing and taken no time of the processor for DVP_SILENCE seconds. Its own
# limit does not once it copies, as it continues sending to a host that is stopped. This ends with rsync, which holds its standard input.
# The plugin for directory trees has the same in its scripts: a plugin works with any engine, and the engine with any plugin.
watch() {
    local before now=''
    until before=$now && read -r -t "$DVP_SILENCE" || (($? <= 128)); do
        now=$(grep ^rchar: "/proc/$1/io" && cut -d ' ' -f 14,15 "/proc/$1/stat")
        [[ $now != "$before" ]] || kill -USR1 "$1"
    done
} >/dev/null 2>&1

copy() {
    local options=(
        --archive --hard-links --acls --xattrs --numeric-ids --sparse
        # The quick check compares nanoseconds.
        --modify-window=-1
        # Deleting after the copy deletes nothing at all when a part of the source could not be read.
        --delete-after --delete-excluded
        # Called --secluded-args now; every version knows the former name.
        --protect-args
        --from0 --filter="merge -"
        "--timeout=$DVP_SILENCE"
    )
    # A file has the same name in the storage.
    local source=$DVP_SOURCE
    if [[ $DVP_STATE == directory ]]; then
        source=${source%/}/
    else
        options+=(--copy-links)
    fi
    if ((DVP_SSH_COUNT > 0)); then
        options+=(--rsh="bash -c 'remote_shell \"\$@\"' remote_shell")
        source=source:$source
    fi
    local code=0
    (rsync=$BASHPID && exec 8> >(watch "$rsync") && exec rsync "${options[@]}" -- "$source" ./ < <(rules)) || code=$?
    tail -c 64K -- "$ssh_log" >&2
    return "$code"
}

type -P rsync >/dev/null || fail 70 "rsync is not installed."
export -f remote_shell
ssh_log=$(mktemp) && export ssh_log
trap 'rm -f -- "$ssh_log"' EXIT
# The rules may be more than the environment of a program has room for.
export -n "${!DVP_RULE_@}"
check_place
make_way
code=0
copy || code=$?
# A live source: what vanished during the first pass is settled by a second one.
if ((code == 24)); then
    code=0
    copy || code=$?
fi
exit "$code"
