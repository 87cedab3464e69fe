# shellcheck shell=bash
# Hard links. rsync --inplace writes into a file under all of its names, and --hard-links never separates names, so the dataset's groups of names have to be
# groups of the source before rsync runs. Files of the working folder: links has the dataset's names of items with several, each as inode/name.

# scan_dataset: finds the hard links and the sizes of very large files, in one walk.
scan_dataset() {
    : >links.new && : >large
    find "$DLPX_MOUNT_PATH/" -ignore_readdir_race ! -type d \( -links +1 -fprintf links.new '%i/%P\0' , -size +16777216k -fprintf large '%s\n' \) 2>/dev/null &&
        mv -f links.new links
}

# separate_links: gives every name of the dataset whose group is another one at the source a file of its own. What is in $separated says how many it were;
# it fails when the groups are not known.
separate_links() {
    separated=0
    [[ -e links ]] || return 1
    [[ -s links ]] || return 0
    LC_ALL=C sed -z 's|^[0-9]*/|./|' links | source_groups >groups || return 1
    ! groups_agree || return 0
    # Deleted by the copy that follows, should this script be killed.
    local spare
    spare=$(mktemp -d -- "$DLPX_MOUNT_PATH/.dlpx-XXXXXX")
    separated=$(separate "$spare") || fail 87 "Hard links of the dataset could not be separated."
    rmdir -- "$spare"
    tell "$separated names of the dataset are no longer hard links, as at the source."
}

# groups_agree: whether no two names of one item are two items at the source. Told without looking at names, which is fast; with a name that the source no
# longer has it cannot be told like this.
groups_agree() {
    [[ $(items links | wc -l) == "$(items groups | wc -l)" && -z $(paste <(items links) <(items groups) | sort -u | cut -f 1 | uniq -d) ]]
}

# items FILE: what is before the first slash of each record.
items() {
    LC_ALL=C sed -z 's|/.*||' "$1" | tr '\0' '\n'
}

# separate SPARE: does so, with the folder SPARE for what is not yet in its place, and prints how many names it were.
separate() {
    # A name is bytes, not characters: in another locale, read takes the NUL after half a character for the rest of it.
    export LC_ALL=C
    local record inode name item count=0
    local -A items=() kept=() first=() apart=()
    while IFS= read -r -d '' record; do
        items["/${record#*/./}"]=${record%%/*}
    done <groups
    while IFS= read -r -d '' record; do
        inode=${record%%/*} name=${record#*/}
        item=${items["/$name"]:-}
        # What the source no longer has goes anyway; the first name that it has keeps the file.
        [[ -n $item ]] || continue
        if [[ -z ${kept[$inode]:-} ]]; then
            kept[$inode]=$item first[$inode]=$name
        elif [[ ${kept[$inode]} != "$item" ]]; then
            separate_name "${apart["$inode/$item"]:-}" "$DLPX_MOUNT_PATH/$name" "$1/item" || return
            apart["$inode/$item"]=$DLPX_MOUNT_PATH/$name
            distrust "$DLPX_MOUNT_PATH/${first[$inode]}"
            count=$((count + 1))
        fi
    done <links
    echo "$count"
}

# separate_name OTHER NAME SPARE: makes NAME another name of OTHER, or a copy of what it is when that is empty. On copy-on-write storage a copy takes no room.
separate_name() {
    if [[ -n $1 ]]; then
        ln -fT -- "$1" "$2"
    else
        cp -aT --reflink=auto -- "$2" "$3" && distrust "$3" && mv -fT -- "$3" "$2"
    fi
}

# distrust PATH: what was written under one name may be the content of another, with its size and time. With a time that no file has, the next copy compares
# the content, also when this script is killed before.
distrust() {
    touch -h --date='1901-12-14 01:02:03.123456789' -- "$1"
}
