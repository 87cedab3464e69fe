# shellcheck shell=bash
# What tells one tree from another by its root alone, so that it takes the same time for a tree of any size. The tree is
# the one in the working directory.

# fingerprint: prints a checksum over the type, the time and the name of the root and, when they are at most 1,000, of
# its entries, and over the sizes of the regular files among them. So it is the same for a clone, a copy that keeps
# times, and a mount over NFS, and after configure.sh, which changes owners and the targets of symlinks. Prints nothing
# where an entry cannot be looked at: root may not look at what users mount by FUSE.
fingerprint() {
    sum=$(find_root \( -type f -printf '%s ' -o -true \) -printf '%y %T@ %P\0' | sort -z | sha256sum) ||
        { [[ -r . && -x . ]] && sum=''; } && printf '%s\n' "${sum%% *}"
}

# find_root ACTION...: runs find on these items. An ls without an order prints entries as it reads them, and is ended
# once there are too many: where an engine ignores the signal SIGPIPE, it would not end by itself. NFS keeps a file that
# was deleted while it is in use under a name of its own.
find_root() {
    local names && mapfile -n 1001 -t names < <(exec ls -AU1 --quoting-style=escape --ignore='.nfs*')
    kill "$!" 2>/dev/null || true
    find . -maxdepth "$((${#names[@]} <= 1000))" -ignore_readdir_race ! -name '.nfs*' "$@"
}
