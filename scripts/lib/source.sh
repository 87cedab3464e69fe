# shellcheck shell=bash disable=SC2154
# What runs on the source host, by at_source of ssh.sh. It may be any Unix there, so these functions keep to what every
# sh has.

# describe_source: what the host and the directory are, as plugin/Sync/SourceFacts.cs reads it.
describe_source() {
    [ -n "$path" ] || return
    state=present
    [ -r "$path" ] && [ -x "$path" ] || state=unreadable
    [ -d "$path" ] || state=not-a-directory
    [ -e "$path" ] || state=missing
    case $(LC_ALL=C ls -d "$path" 2>&1) in *": Permission denied"*) state=unreadable ;; esac
    printf 'dlpx-begin\nstate=%s\nclock=%s\nuser=%s\n' "$state" "$(date +%s)" "$(id -u)"
    echo "uptime=$(cut -d . -f 1 /proc/uptime)"
    echo "machine=$(cat /proc/sys/kernel/random/boot_id)"
    # Of another machine's directories, or of a container's, device and inode may be the same.
    echo "view=$(stat -L -c %d:%i /proc/self/ns/mnt /proc/self/ns/uts | tr '\n' ' ')"
    echo "directory=$(stat -L -c %d:%i "$path")"
    echo "connection=$SSH_CONNECTION"
    df -Pk "$path" | sed -n 's/^/blocks=/; $p'
    df -Pi "$path" | sed -n 's/^/inodes=/; $p'
    echo rsync=
    ! command -v rsync >/dev/null || rsync --version 2>&1
    echo dlpx-end
}

# list_source: in one walk, NUL-terminated: "t SPARSENESS NAME" for what was touched since the time on stdin (every
# change of an item sets its change time, which nobody can set back), "l FILE NAME" for each name of a file with
# several, "a" for each symlink to an absolute path. First comes "g" where find is GNU's, which this takes, and last
# "e", unless something ended it.
list_source() {
    read -r since
    cd "$path" && find . -maxdepth 0 -printf 'g\0' || return
    find . -ignore_readdir_race \( -newerct "@$since" -printf 't %S %P\0' -o -true \) \
        \( ! -type d -links +1 -printf 'l %D:%i %P\0' -o -true \) -type l -lname '/*' -printf 'a\0'
    # 1: something could not be read, which rsync will tell of if it matters.
    [ $? -gt 1 ] || printf 'e\0'
}

# identify_source: of the names on stdin, those that are there: "FILE NAME", NUL-terminated.
identify_source() {
    cd "$path" && names | xargs -0 stat --printf '%d:%i %n\0' -- 2>/dev/null
}
