# shellcheck shell=bash
# What tells one tree from another by its root alone, so that it takes the same time for a tree of any size.

# fingerprint PATH: prints a checksum over the type, the time and the name of the root and, when they are at most 1,000,
# of its entries, and over the sizes of the regular files among them. So it is the same for a clone, a copy that keeps
# times, and a mount over NFS, and after configure.sh, which changes owners and the targets of symlinks.
fingerprint() {
    local sum
    sum=$(find_root "$1" \( -type f -printf '%s ' -o -true \) -printf '%y %T@ %P\0' | LC_ALL=C sort -z | sha256sum) ||
        return
    printf '%s\n' "${sum%% *}"
}

# is_root_changed PATH TIME: whether one of these items was changed after the time. Nobody can set the time of a change.
is_root_changed() {
    [[ -n $(find_root "$1" -newerct "$2" -print -quit) ]]
}

# find_root PATH ACTION...: runs find on these items. An ls without an order prints entries as it reads them. NFS keeps
# a file that was deleted while it is in use under a name of its own.
find_root() (
    depth=1
    cd -- "$1/." || return
    (($(first 1001 ls -AU1 --quoting-style=escape --ignore='.nfs*' | wc -l) <= 1000)) || depth=0
    find . -maxdepth "$depth" -ignore_readdir_race ! -name '.nfs*' "${@:2}"
)

# first NUMBER COMMAND...: prints the first lines that a command prints, and ends the command. Where an engine ignores
# the signal SIGPIPE, it would not end by itself.
first() {
    local lines process
    exec {lines}< <(echo "$BASHPID" && exec "${@:2}")
    read -r process <&"$lines"
    head -n "$1" <&"$lines"
    kill "$process" 2>/dev/null || true
    exec {lines}<&-
}
