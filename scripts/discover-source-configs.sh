#!/usr/bin/env bash
# Reads the list of directories that the host's owner offers for linking.
#
# in:   DLPX_DIRECTORIES  the file with the list; default /etc/dlpx/directories.conf. Set it in the environment of the
#       user that the engine logs in as. A line is "path" or "name=path"; blank lines and lines that begin with # do not
#       count.
# out:  list=… (the file), and listState=… (read, missing or unreadable);
#       for each directory, name=… and path=…; for each line that cannot be used, skipped=… and reason=…
# failures: none
# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/lib/result.sh"

list=${DLPX_DIRECTORIES:-/etc/dlpx/directories.conf}
state="read"
[[ -r $list && ! -d $list ]] || state=unreadable
[[ -e $list ]] || state=missing
put list "$list" listState "$state"
[[ $state == read ]] || exit 0

# skip LINE REASON
skip() {
    put skipped "$1" reason "$2"
}

# A path is bytes, not characters: in another locale, read takes the line end after half a character for the rest of it.
export LC_ALL=C

declare -A seen
while IFS= read -r line || [[ -n $line ]]; do
    line=${line%$'\r'}
    [[ $line =~ ^[[:space:]]*(#|$) ]] && continue
    # A name cannot hold a slash before its "=", so a path may hold a "=".
    if [[ $line =~ ^([^/=]+)=(.*)$ ]]; then
        name=${BASH_REMATCH[1]} path=${BASH_REMATCH[2]}
    else
        name='' path=$line
    fi
    if ! printf '%s' "$line" | iconv -f UTF-8 -t UTF-8 >/dev/null 2>&1; then
        skip "$(printf '%q' "$line")" "the line is not valid UTF-8"
    elif [[ $path != /* ]]; then
        skip "$line" "the path is not absolute"
    elif [[ ! -e $path ]]; then
        skip "$line" "the directory does not exist"
    elif [[ ! -d $path ]]; then
        skip "$line" "it is not a directory"
    elif [[ ! -r $path || ! -x $path ]]; then
        skip "$line" "the directory cannot be read by $(id -un)"
    else
        path=$(realpath --no-symlinks -- "$path")
        if [[ -n ${seen[$path]:-} ]]; then
            skip "$line" "the directory is listed twice"
            continue
        fi
        seen[$path]=1
        put name "${name:-$(basename -- "$path")}" path "$path"
    fi
done <"$list"
