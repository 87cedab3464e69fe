#!/usr/bin/env bash
# Reads the list of directories that the host's owner offers for linking, and says of each line what is at its path.
#
# in:   DLPX_DIRECTORIES  the file with the list; default /etc/dlpx/directories.conf. Set it in the environment of the
#       user that the engine logs in as. plugin/DirectoryList.cs says what a line may be.
# out:  list=… (the file) and user=… (who reads it); unread=missing or unreadable where it cannot be read;
#       for each line, line=… and found=missing, file, unreadable or directory
# failures: none
# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/lib/result.sh"

list=${DLPX_DIRECTORIES:-/etc/dlpx/directories.conf} && put list "$list" user "$(id -un)"
[[ -e $list ]] || { put unread missing && exit; }
[[ -r $list && ! -d $list ]] || { put unread unreadable && exit; }
while IFS= read -r line || [[ -n $line ]]; do
    # A name cannot hold a slash, so the path begins at the first one.
    line=${line%$'\r'} path=${line#"${line%%/*}"} found='directory'
    [[ -r $path && -x $path ]] || found=unreadable
    [[ -d $path ]] || found='file'
    [[ -e $path ]] || found=missing
    put line "$line" found "$found"
done <"$list"
