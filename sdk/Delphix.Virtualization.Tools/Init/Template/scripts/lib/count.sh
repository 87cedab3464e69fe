# shellcheck shell=bash
# Counting a tree.

# count_tree PATH [ACTION...]: counts in one pass, in which find takes more actions on each item, the root included. Prints in one line how many items are not
# directories, how many directories there are without the root, the sizes of all items but directories, whether all could be read (true or false), and
# whether an action printed "changed" (true or false).
count_tree() {
    local root=$1
    shift
    { find "$root/" -ignore_readdir_race "$@" -printf '%d %y %s\n' || echo incomplete; } | awk '
        BEGIN { complete = "true"; changed = "false" }
        $1 == "incomplete" { complete = "false"; next }
        $1 == "changed" { changed = "true"; next }
        $1 == 0 { next }
        $2 == "d" { directories++; next }
        { files++; bytes += $3 }
        END { printf "%.0f %.0f %.0f %s %s\n", files, directories, bytes, complete, changed }'
}
