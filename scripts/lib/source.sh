# shellcheck shell=bash disable=SC2154
# What runs on the source host, by at_source of ssh.sh. It may be any Unix there, so these functions keep to what every
# sh has.

# describe_source: what the host and the directory are, as plugin/Sync/SourceFacts.cs reads it.
describe_source() {
    [ -n "$path" ] && state=present || return
    [ -r "$path" ] && [ -x "$path" ] || state=unreadable
    [ -d "$path" ] || state=not-a-directory
    [ -e "$path" ] || case $(LC_ALL=C ls -d "$path" 2>&1) in
        *": Permission denied"*) state=unreadable ;;
        *) state=missing ;;
    esac
    read -r uptime _ </proc/uptime && read -r machine </proc/sys/kernel/random/boot_id
    # This file of the staging host proves that both hosts are one: only the staging user can read it.
    printf 'dlpx-begin\nstate=%s\nclock=%s\nproof=%s\n' "$state" "$(date +%s)" "$(cat "$proof")"
    printf 'user=%s\nuptime=%s\nmachine=%s\nconnection=%s\n' "$(id -u)" "${uptime%.*}" "$machine" "$SSH_CONNECTION"
    # A directory of another machine, or of a container, may have the same numbers: so the namespaces count, too.
    echo identity= && stat -L -c %d:%i /proc/self/ns/mnt /proc/self/ns/uts "$path"
    echo blocks= && df -Pk "$path"
    echo inodes= && df -Pi "$path"
    # Where the directory really is, and what is mounted on its way and in it: there may be thousands of other mounts.
    # The kernel escapes blanks and such: what comes after the first of them in the path is not compared here.
    echo mounts= && (cd "$path" && pwd -P && echo // && begin=$(pwd -P | sed 's/[[:space:]\\].*//; q') awk \
        'index($5, ENVIRON["begin"]) == 1 || index(ENVIRON["begin"], $5) == 1 { print $5 }' /proc/self/mountinfo) |
        head -c 50000
    echo && echo rsync= && { ! command -v rsync >/dev/null || rsync --version 2>&1; }
    echo dlpx-end
} 2>/dev/null

# list_source: in one walk, NUL-terminated: "t SPARSENESS NAME" for what was touched since (every change of an item sets
# its change time, which nobody can set back, and which some file systems keep in whole seconds), "l FILE NAME" for each
# name of a file with several, "a" for each symlink to an absolute path, "d FILE NAME" for each folder below that was
# not touched since this sync began. First comes "g", for which find has to be GNU's, and last "e", unless something
# ended it.
list_source() {
    cd "$path" && LC_ALL=C find . -ignore_readdir_race \( -path . -printf 'g\0' \
        -o -type d ! -newerct "@$((began - 1)).999999999" -printf 'd %D:%i %P\0' -o -true \) \
        \( -newerct "@$((since - 1)).999999999" -printf 't %S %P\0' -o -true \) \
        \( ! -type d -links +1 -printf 'l %D:%i %P\0' -o -true \) -type l -lname '/*' -printf 'a\0'
    # 1: something could not be read, which rsync will tell of if it matters.
    [ $? -gt 1 ] || printf 'e\0'
}

# identify_source: of the NUL-terminated names on stdin, those that are there: "FILE NAME".
identify_source() { cd "$path" && xargs -0 stat --printf '%d:%i %n\0' -- 2>/dev/null; }
