# shellcheck shell=bash
# Lists of names, in files of the working folder $work, for trees of any size. A name is a line, relative to the
# dataset; backslash, tab and newline in it are escaped as printf %b knows them. All lists are sorted by their bytes.

# lines: NUL-terminated names as lines.
lines() {
    sed -z 's|^\./||; s/\\/\\\\/g; s/\t/\\t/g; s/\n/\\n/g; s/^$/./' | tr '\0' '\n'
}

# names: lines as NUL-terminated names that cannot be taken for options.
names() {
    xargs -r -d '\n' printf './%b\0'
}

# names_below: the same without the root, which rsync takes with all that it holds.
names_below() {
    sed '/^\.$/d' | names
}

# choose_names NAMES: sets chosen to rsync's options for these names, with which the root's own times and rights come;
# for these alone where there is no name.
choose_names() {
    chosen=(--from0 "--files-from=$1")
    [[ -s $1 ]] || chosen=(--no-recursive --dirs '--exclude=*')
}

# rsync_names: what rsync prints, with its names as ours: there, \#123 stands for the byte with this octal number.
rsync_names() {
    sed 's/\\/\\\\/g; s/\\\\#\([0-7]\{3\}\)/\\0\1/g; s|/$||' | names | lines
}

# by_name: NUL-terminated "KEY NAME" as lines "NAME TAB KEY".
by_name() {
    lines | sed 's|^\([^ ]*\) \(\./\)\?\(.*\)|\3\t\1|' | sort -t $'\t' -k 1,1
}

# look: of the names on stdin, what is there: lines "NAME TAB FILE/LINKS/MODE".
look() {
    names | { xargs -r -0 stat --printf 'h%d:%i/%h/%A %n\0' -- 2>/dev/null || true; } | by_name
}

# total: the sum of numbers, one a line.
total() {
    local sum
    sum=$(paste -sd +)
    printf '%s\n' "$((${sum:-0}))"
}

# delete LIST: deletes what is there of a list, and leaves the times of folders as they are. rsync does it, which
# follows no symlink on its way: it copies a skeleton that has only the folders around what is to go, and deletes what
# the skeleton lacks.
delete() {
    look <"$1" | cut -f 1 >"$work/present"
    # What goes with its folder is not named.
    sed 's|^\(.*\)/[^/]*$|\1\t&|; t; s|^|.\t|' "$work/present" | sort -t $'\t' -k 1,1 |
        join -t $'\t' -v 1 - "$work/present" >"$work/tops"
    [[ -s $work/tops ]] || return 0
    cut -f 1 "$work/tops" | uniq | names_below >"$work/parents"
    mkdir -- "$work/skeleton"
    choose_names "$work/parents"
    rsync --archive "${chosen[@]}" -- ./ "$work/skeleton/"
    cut -f 2 "$work/tops" | names | cat "$work/parents" - |
        rsync --archive --from0 --files-from=- --delete-missing-args --force -- "$work/skeleton/" ./ ||
        fail storage-not-writable
    rm -rf -- "$work/skeleton"
}
