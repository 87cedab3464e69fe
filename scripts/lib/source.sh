# shellcheck shell=bash
# The source host, asked before anything is copied, and again about its hard links. What is known of it is in the array found:
#   state                       present, empty, missing, not-a-directory, or unreadable
#   rsync acl xattr             rsync's version, empty when there is none; whether it can read ACLs and extended attributes
#   place view user address     which directory of which machine it is, in which view of file systems, as whom, and the address that the connection reached
#   usedKiB usedInodes          how full the directory's file system is
#   clock                       the source host's time, in seconds since 1970
#   noise                       true when login files print something

# ask_source: asks, and fails with why there is no answer. The session stays open until this script ends: others share its connection.
ask_source() {
    # The path travels over stdin, by its length in bytes, so its characters do not matter.
    # shellcheck disable=SC2016 # for the source host to expand
    local question='echo dlpx-begin
        path=$(dd bs=1 count=LENGTH 2>/dev/null; echo .); path=${path%.}
        if [ ! -e "$path" ]; then
            case $(LC_ALL=C ls -d "$path" 2>&1) in *": Permission denied"*) state=unreadable ;; *) state=missing ;; esac
        elif [ ! -d "$path" ]; then state=not-a-directory
        elif [ ! -r "$path" ] || [ ! -x "$path" ]; then state=unreadable
        elif [ -z "$(ls -A "$path/" | grep -vx lost+found | head -n 1)" ]; then state=empty
        else state=present; fi
        echo "state=$state"
        echo "clock=$(date +%s)"
        if command -v rsync >/dev/null; then
            version=$(rsync --version 2>&1)
            echo "rsync=$(echo "$version" | sed -n "1{ s/^rsync *version v\{0,1\}\([^ ]*\).*/\1/p; t; p; }")"
            case $version in *"no ACLs"*) echo acl=false ;; esac
            case $version in *"no xattrs"*) echo xattr=false ;; esac
        fi
        read -r machine </proc/sys/kernel/random/boot_id
        echo "place=$machine:$(stat -L -c %d:%i "$path")"
        echo "view=$(readlink /proc/self/ns/mnt):$(readlink /proc/self/ns/uts)"
        echo "user=$(id -u)"
        set -- $SSH_CONNECTION
        echo "address=$3"
        echo "usedKiB=$(df -Pk "$path" | sed -n "2s/.*[^0-9]\([0-9][0-9]*\)  *[0-9-]*  *[0-9]*% .*/\1/p")"
        echo "usedInodes=$(df -Pi "$path" | sed -n "2s/.*[^0-9]\([0-9][0-9]*\)  *[0-9-]*  *[0-9]*% .*/\1/p")"
        echo dlpx-end
        exec cat >/dev/null' line state=before
    declare -gA found=([rsync]='' [acl]=true [xattr]=true [noise]=false)
    question=${question/LENGTH/$(length_of "$DLPX_SOURCE_PATH")}
    mkfifo answer
    # What runs on in there must not hold the lock.
    exec {session}> >(exec {lock}>&- && master=yes remote_shell source "exec sh -c '$question'" >answer 2>ssh.log)
    session_process=$!
    # In a shell of its own: where there is no connection, writing to it is the end of the writer.
    (printf '%s' "$DLPX_SOURCE_PATH" >&"$session") || true
    while IFS= read -r line; do
        case $state:$line in
            before:dlpx-begin) state=within ;;
            before:*dlpx-begin) state=within found[noise]=true ;;
            before:*) found[noise]=true ;;
            within:dlpx-end) state=after && break ;;
            within:*) found[${line%%=*}]=${line#*=} ;;
        esac
    done <answer
    [[ $state == after ]] || explain_silence
}

# explain_silence: fails with why there was no answer.
explain_silence() {
    local code=0
    exec {session}>&-
    wait "$session_process" || code=$?
    cat ssh.log >&2
    # 255 is what ssh ends with itself; what was killed has said nothing.
    ((code <= 128 || code == 255)) || exit "$code"
    exit "$(ssh_failure "$(<ssh.log)")"
}

# leave_source: ends the connection.
leave_source() {
    [[ -n ${session:-} ]] || return 0
    exec {session}>&-
    wait "$session_process" 2>/dev/null || true
}

# is_same_machine: whether the source directory can be read from here as it can over the connection: the address is this machine's own, and machine, file
# systems, user and directory are the same. A container has the machine and the user in common with its host, but not the file systems.
is_same_machine() {
    [[ -n ${found[address]} ]] || return 1
    [[ ${found[address]} == 127.* || ${found[address]} == ::1 || " $(hostname -I 2>/dev/null) " == *" ${found[address]} "* ]] || return 1
    [[ ${found[user]} == "$EUID" && ${found[view]} == "$(readlink /proc/self/ns/mnt):$(readlink /proc/self/ns/uts)" ]] && is_same_place
}

# is_same_place: whether the source path is one directory, seen from here and from there.
is_same_place() {
    local machine
    read -r machine </proc/sys/kernel/random/boot_id && [[ ${found[place]} == "$machine:$(stat -L -c %d:%i -- "$DLPX_SOURCE_PATH" 2>/dev/null)" ]]
}

# is_untouched TIME: whether nothing at all has changed at the source since then, not even an ACL: all that changes an item shows in its change time, which
# nobody can set. Fails too where that cannot be told.
is_untouched() {
    # shellcheck disable=SC2016 # for the source host to expand
    local question='path=$(dd bs=1 count=LENGTH 2>/dev/null; echo .)
        found=$(find "${path%.}/" -newerct "@TIME" -print -quit) && [ -z "$found" ]'
    question=${question/LENGTH/$(length_of "$DLPX_SOURCE_PATH")}
    printf '%s' "$DLPX_SOURCE_PATH" | source_shell "exec sh -c '${question/TIME/$1}'" 2>/dev/null
}

# source_shell COMMAND: runs a shell's command line where the source directory is.
source_shell() {
    if [[ $route == local ]]; then
        sh -c "$1"
    else
        remote_shell source "$1"
    fi
}

# length_of TEXT: in bytes.
length_of() {
    local LC_ALL=C
    printf '%s' "${#1}"
}

# source_groups: of each path of the NUL-separated list on stdin that the source has, device:inode and the path, in the same order. Fails where its stat cannot tell.
source_groups() {
    local code=0
    # shellcheck disable=SC2016 # for the source host to expand
    local question='path=$(dd bs=1 count=LENGTH 2>/dev/null; echo .)
        cd "${path%.}" && stat --printf "" . && exec xargs -0 stat --printf "%d:%i/%n\0" -- 2>/dev/null'
    question=${question/LENGTH/$(length_of "$DLPX_SOURCE_PATH")}
    { printf '%s' "$DLPX_SOURCE_PATH" && cat; } | source_shell "exec sh -c '$question'" || code=$?
    # 123: some of them are not there.
    ((code == 0 || code == 123))
}
