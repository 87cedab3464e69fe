# shellcheck shell=bash
# Hard links. rsync writes in place into a file under all of its names, and never separates names. So names that are one
# file in the dataset, but not at the source, have to be separated before it runs.

# linked: of what look says, the names of files with several: lines "NAME TAB FILE TAB LINKS".
linked() {
    sed -n '/\/d[^/]*$/d; /\/1\/[^/]*$/d; s|\(.*\t\)\(h[^/]*\)/\([0-9]*\)/[^/]*$|\1\2\t\3|p'
}

# linked_here: the dataset's names of files with several: lines "NAME TAB FILE". It takes no walk where all names of
# each file are known: only what was touched can have been linked otherwise.
linked_here() {
    # uniq counts the names of each file, which are to be as many as its links.
    cut -f 2,3 "$work/linked" | sort | uniq -c | sed '/^ *\([0-9]*\) [^\t]*\t\1$/d' >"$work/incomplete"
    if [[ -z $since || $mode == resync || -s $work/incomplete ]]; then
        survey
        by_name <"$work/links"
    else
        cut -f 1,2 "$work/linked"
    fi
}

# wrong_groups: of lines "NAME TAB FILE HERE TAB FILE THERE", with - for a name that stands alone, the files whose names
# are several files on the other side.
wrong_groups() {
    sort -u >"$work/ids"
    {
        cut -f 1 "$work/ids" | uniq -d
        cut -f 2 "$work/ids" | sort | uniq -d
        sed -n 's/^-\t//p; s/\t-$//p' "$work/ids"
    } | sed '/^-$/d' | sort -u
}

# regroup: adds the names of wrong groups to what is to be copied, and deletes those that have to be files of their own:
# rsync makes each anew, as a name of the right file or as a copy. What two names wrongly shared is not trusted: its
# content is compared, too.
regroup() {
    linked <"$work/here" >"$work/linked"
    # Where no link is known on either side, and nothing is unknown, there is nothing to do.
    [[ -s $work/linked || -s $work/links.there || -z $since || $mode == resync ]] || return 0
    linked_here >"$work/links.here"
    sort -u "$work/changed" <(cut -f 1 "$work/here") | join -t $'\t' - "$work/links.there" >"$work/links.known"
    join -t $'\t' -a 1 -a 2 -e - -o 0,1.2,2.2 "$work/links.here" "$work/links.known" >"$work/pairs"
    cut -f 2,3 "$work/pairs" | wrong_groups >"$work/wrong"
    [[ -s $work/wrong ]] || return 0
    sed 's/$/\t/' "$work/pairs" | grep -F -f <(sed 's/.*/\t&\t/' "$work/wrong") >"$work/affected" || true
    cut -f 1 "$work/affected" | sort -u -o "$work/copy" - "$work/copy"
    # The first name keeps the file.
    { grep -F -f <(sed -n 's/^h.*/\t&\t/p' "$work/wrong") "$work/affected" || true; } | sort >"$work/shared"
    sort -t $'\t' -s -u -k 2,2 "$work/shared" | sort | comm -13 - "$work/shared" | cut -f 1 >"$work/apart"
    [[ -s $work/apart ]] || return 0
    contents=(--checksum)
    delete "$work/apart"
}

# is_regrouped LINKS: whether these names of the dataset, lines "NAME TAB FILE", are still linked as at the source,
# which may have changed meanwhile.
is_regrouped() {
    [[ -s $1 ]] || return 0
    { cut -f 1 "$1" | names | at_source identify_source || true; } | by_name |
        join -t $'\t' -o 1.2,2.2 "$1" - >"$work/pairs"
    [[ -z $(wrong_groups <"$work/pairs") ]]
}
