# shellcheck shell=bash
# Counting a tree, which looks at every item.

# count_tree TIME: counts the tree in the working directory, without what NFS keeps of deleted files. Sets files (items
# that are not directories), directories (without the root), bytes (the sizes of all items but directories), complete
# (false when a part of the tree cannot be read) and changed (true when an item was changed after the time).
count_tree() {
    local number value
    files=0 directories=-1 bytes=0 complete=true changed=false
    while read -r number value; do
        case $value in
            incomplete) complete=false ;;
            changed) changed=true ;;
            directory) directories=$((directories + number)) ;;
            *) files=$((files + number)) bytes=$((bytes + number * value)) ;;
        esac
    done < <(
        { find . -ignore_readdir_race -name '.nfs*' -prune -o \( -newerct "$1" -printf 'changed\n' -o -true \) \
            \( -type d -printf 'directory\n' -o -printf '%s\n' \) || echo incomplete; } | sort | uniq -c
    )
}
