# shellcheck shell=bash
# Lists of names, in files of the working folder $work, for trees of any size. A name is a line, relative to the
# dataset; backslash and newline in it are escaped as printf %b knows them.

# lines: NUL-terminated text as lines.
lines() { sed -z 's/\\/\\\\/g; s/\n/\\n/g' | tr '\0' '\n'; }

# names: lines as NUL-terminated names that cannot be taken for options.
names() { xargs -r -d '\n' printf './%b\0'; }

# items: of what rsync compared, "ITEM SIZE NAME" for each name that differs. rsync prints some bytes as \#123.
items() {
    sed -nE '/^(\*deleting|[<>ch.][fdLDS].{9}) /{s/\\/\\\\/g; s/\\\\#([0-7]{3})/\\0\1/g; s/ +/ /; s|/$||; p}' |
        xargs -r -d '\n' printf '%b\0' | lines
}

# look: of the names on stdin, what the dataset has: "FILE LINKS MODE SIZE NAME".
look() { names | { xargs -0 -r stat --printf '%d:%i %h %A %s %n\0' -- 2>/dev/null || true; } | lines; }

# choose STEP PART...: runs a step of choose.awk over files of the working folder.
choose() {
    local part parts=()
    for part in "${@:2}"; do parts+=("part=$part" "$work/$part"); done
    awk -v step="$1" -v known="$DLPX_SINCE" -v root="$((EUID == 0))" "$chooser" "${parts[@]}"
}
