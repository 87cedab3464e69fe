# shellcheck shell=bash
# The source host, asked before anything is copied, and again about its hard links. What is known of it is in the array found:
#   state                       present, empty, missing, not-a-directory, or unreadable
#   rsync acl xattr             rsync's version, empty when there is none; whether it can read ACLs and extended attributes
#   place view user address     which directory of which machine it is, in which view of file systems, as whom, and the address that the connection reached
#   clock uptime                the source host's time, in seconds since 1970, and since it started; 0 where it cannot tell both
#   noise                       true when login files print something
# The array here has rsync, acl, xattr, place and view of the staging host.

# ask_source SINCE: connects, and asks; hear_source has the answer, and later is_untouched, if SINCE is not empty. The session stays open until leave_source:
# others share its connection, and require_source asks again.
ask_source() {
    # shellcheck disable=SC2016 # for the source host to expand
    local question='tell_state() {
            if [ ! -e "$path" ]; then
                case $(LC_ALL=C ls -d "$path" 2>&1) in *": Permission denied"*) state=unreadable ;; *) state=missing ;; esac
            elif [ ! -d "$path" ]; then state=not-a-directory
            elif [ ! -r "$path" ] || [ ! -x "$path" ]; then state=unreadable
            else
                case $(ls -A "$path/" | head -n 2) in "" | lost+found) state=empty ;; *) state=present ;; esac
            fi
            echo "state=$state"
        }
        echo dlpx-begin
        tell_state
        echo "clock=$(date +%s)"
        read -r uptime rest </proc/uptime
        echo "uptime=${uptime%%.*}"
        if command -v rsync >/dev/null; then
            version=$(rsync --version 2>&1)
            echo "rsync=${version%%
*}"
            case $version in *"no ACLs"*) echo acl=false ;; esac
            case $version in *"no xattrs"*) echo xattr=false ;; esac
        fi
        echo "user=$(id -u)"
        read -r machine </proc/sys/kernel/random/boot_id
        set -- $(stat -L -c %d:%i /proc/self/ns/mnt /proc/self/ns/uts "$path")
        echo "view=$1:$2"
        echo "place=$machine:$3"
        set -- $SSH_CONNECTION
        echo "address=$3"
        echo dlpx-end
        exec 3<&0
        if [ -n "SINCE" ]; then
            find "$path/" -newerct "@SINCE" -exec echo touched \; -quit &
            finder=$!
            # The next question ends it, and so does the end of the connection.
            { read -r question; kill "$finder"; } <&3 &
            wait "$finder" && echo untouched || echo failed
            kill $!
        fi
        while read -r question <&3; do [ "$question" != state ] || tell_state; done'
    question=$(about_path "${question//SINCE/$1}")
    mkfifo answer
    # What runs on in there must not hold the lock.
    exec {session}> >(exec {lock}>&- && master=yes remote_shell source "$question" >answer 2>ssh.log)
    session_process=$!
    exec {answer}<answer
    # In a shell of its own: where there is no connection, writing to it is the end of the writer.
    (printf '%s' "$DLPX_SOURCE_PATH" >&"$session") || true
}

# look_here: fills the array here.
look_here() {
    local about machine mnt uts directory
    about=$(rsync_about)
    read -r machine </proc/sys/kernel/random/boot_id
    IFS=$'\n' read -r -d '' mnt uts directory <<<"$(stat -L -c %d:%i /proc/self/ns/mnt /proc/self/ns/uts "$DLPX_SOURCE_PATH" 2>/dev/null)" || true
    declare -gA here=([rsync]=$(rsync_version "$about") [acl]=true [xattr]=true [view]=$mnt:$uts [place]=$machine:$directory)
    [[ $about != *"no ACLs"* ]] || here[acl]=false
    [[ $about != *"no xattrs"* ]] || here[xattr]=false
}

# hear_source: waits for the answer, and fails with why there is none.
hear_source() {
    local line state=before
    declare -gA found=([rsync]='' [clock]='' [uptime]='' [acl]=true [xattr]=true [noise]=false)
    while IFS= read -r line; do
        case $state:$line in
            before:dlpx-begin) state=within ;;
            before:*dlpx-begin) state=within found[noise]=true ;;
            before:*) found[noise]=true ;;
            within:dlpx-end) state=after && break ;;
            within:*) found[${line%%=*}]=${line#*=} ;;
        esac
    done <&"$answer"
    [[ $state == after ]] || explain_silence
    # Bash would run what a source host hides in a number.
    [[ "${found[clock]} ${found[uptime]}" =~ ^[1-9][0-9]*\ (0|[1-9][0-9]*)$ ]] || found[clock]=0 found[uptime]=0
    found[rsync]=$(rsync_version "${found[rsync]}")
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
    [[ ${found[user]} == "$EUID" && ${found[view]} == "${here[view]}" ]] && is_same_place
}

# is_same_place: whether the source path is one directory, seen from here and from there.
is_same_place() {
    [[ ${found[place]} == "${here[place]}" ]]
}

# is_untouched: whether nothing at all has changed at the source since the time that it was asked about, not even an ACL: all that changes an item shows in its
# change time, which nobody can set. Fails too where that cannot be told.
is_untouched() {
    local line
    read -r line <&"$answer" && [[ $line == untouched ]]
}

# require_source: ends the script with code 68 if the source, which was not empty, has become so.
require_source() {
    local line
    [[ $mode != first && $DLPX_ALLOW_EMPTY_SOURCE != true ]] || return 0
    # A search that still runs takes the first line. What keeps the source host from answering keeps rsync from copying, which will tell.
    (printf '\nstate\n' >&"$session") || return 0
    while read -r line <&"$answer"; do
        [[ $line != state=empty ]] || fail 68 "$DLPX_SOURCE_PATH became empty while it was copied."
        [[ $line != state=* ]] || return 0
    done
}

# source_usage: how full the file system of the source directory is, in KiB and in inodes: two lines, without a number where that cannot be told.
source_usage() {
    # shellcheck disable=SC2016 # for the source host to expand
    ask_about_path 'for unit in k i; do
            echo "$(df -P$unit "$path" | sed -n "2s/.*[^0-9]\([0-9][0-9]*\)  *[0-9-]*  *[0-9]*% .*/\1/p")"
        done'
}

# source_groups: of each path of the NUL-separated list on stdin that the source has, device:inode and the path, in the same order. Fails where its stat cannot tell.
source_groups() {
    local code=0
    # shellcheck disable=SC2016 # for the source host to expand
    ask_about_path 'cd "$path" && stat --printf "" . && exec xargs -0 stat --printf "%d:%i/%n\0" -- 2>/dev/null' cat || code=$?
    # 123: some of them are not there.
    ((code == 0 || code == 123))
}

# ask_about_path SCRIPT [COMMAND]: runs a script where the source directory is; what a command here prints is its stdin.
ask_about_path() {
    local script
    script=$(about_path "$1")
    { printf '%s' "$DLPX_SOURCE_PATH" && "${@:2}"; } |
        if [[ $route == local ]]; then
            sh -c "$script"
        else
            remote_shell source "$script"
        fi
}

# about_path SCRIPT: a command that runs a script without single quotes, which knows the source path as $path. The path has to come first on stdin; there its
# characters do not matter, as it is read by its length in bytes.
about_path() {
    local LC_ALL=C
    # shellcheck disable=SC2016 # for the source host to expand
    printf 'exec sh -c '\''path=$(dd bs=1 count=%s 2>/dev/null; echo .); path=${path%%.}\n%s'\' "${#DLPX_SOURCE_PATH}" "$1"
}
