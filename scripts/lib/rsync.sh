# shellcheck shell=bash
# Comparing and copying with rsync, for copy.sh. phase and progress in the working folder are for read-progress.sh.
# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/ssh.sh"
. "${BASH_SOURCE[0]%/*}/source.sh"

list options "$DLPX_OPTIONS" && list filters "$DLPX_FILTERS"
list attribute_options "$DLPX_ATTRIBUTE_OPTIONS" && list copy_options "$DLPX_COPY_OPTIONS"
chooser=$(<"${BASH_SOURCE[0]%/*}/choose.awk")
counter=$(<"${BASH_SOURCE[0]%/*}/count.awk")

# copy_shell HOST COMMAND...: remote_shell for rsync, without a time limit, as rsync has its own.
copy_shell() { exec 2>"$work/ssh.log" 8>&- && patience='' remote_shell "$@"; }

# follow_none MOUNT COMMAND...: runs a command in a mount namespace of its own, in which the symlinks of this mount are
# not followed. The mount is bound onto itself, so that mounts of others below it are not in it, now or later.
follow_none() {
    cd -- "$1" && exec 9<. && mount --make-private -- . && mount --bind -- . . && cd -- "$PWD" &&
        [[ . -ef /dev/fd/9 ]] && mount -o remount,bind,nosymfollow -- . || return
    { read -r -d '' here </proc/self/fdinfo/9 || read -r -d '' all </proc/self/mountinfo || true; } 9<.
    [[ $here =~ mnt_id:$'\t'([0-9]+) ]] || return
    [[ $all =~ $'\n'${BASH_REMATCH[1]}(\ [^\ ]+){4}\ [^\ ]*nosymfollow ]] && exec "${@:2}"
}
export -f list remote_shell after_noise copy_shell follow_none

# guard: the words that run a command like that in the storage, as others may put a symlink in the place of a folder at
# any time. It takes root and Linux 5.10. Elsewhere it is empty.
guard=(unshare --mount --propagation slave bash -c 'follow_none "$@"' bash)
if ((EUID == 0)) && "${guard[@]}" /sys true 2>/dev/null; then guard+=(.); else guard=(); fi

# watch PROCESS: ends, with code 19, an rsync that has read nothing and taken no time of the processor for as long as it
# may be silent. Its own limit does not, once it has begun to copy: it continues sending while the source host is
# stopped, or while it waits for a pipe that others have put in the place of a file. This ends when nobody holds the
# other end of its standard input any more.
watch() {
    local limit=${DLPX_OPTIONS#*--timeout=} before now=''
    until before=$now && read -r -t "${limit%%$'\n'*}" || (($? <= 128)); do
        now=$(grep ^rchar: "/proc/$1/io" && cut -d ' ' -f 14,15 "/proc/$1/stat")
        [[ $now != "$before" ]] || kill -USR1 "$1"
    done
} >/dev/null 2>&1 3>&-

# run_rsync OPTION...: rsync from the source directory. Its connection must not hold the lock. An rsync that prints more
# than 64 MiB of errors is ended. The end of what it printed is passed on.
run_rsync() {
    local code=0
    # The errors of ssh go to a file of their own: the connection may stay open, and head would wait for its end.
    { { rsync=$BASHPID && exec 8> >(watch "$rsync") && LC_ALL=C.UTF-8 exec "${guard[@]}" rsync "${options[@]}" "$@" \
        --rsh="bash -c 'copy_shell \"\$@\"' copy_shell" -- "${DLPX_FROM%/}/" ./ 2>&1 >&3 3>&-; } |
        head -c 64M >"$work/rsync.log"; } 3>&1 {lock}>&- || code=$?
    cat "$work/rsync.log" >>"$work/ssh.log" && mv "$work/"{ssh,rsync}.log && tail -c 1M -- "$work/rsync.log" >&2
    # What is printed when all goes well is no error, such as what login files print.
    ((code != 0)) || cp -- "$work/rsync.log" "$work/noise"
    return "$code"
}

# choose STEP FILE...: runs a step of choose.awk over files of the working folder.
choose() { (cd "$work" && awk "$chooser" step="$1" known="$known" user=$EUID {attributes/,}compared RS='\0' "${@:2}"); }

# look LIST: what the dataset has of a list of names: "FILE LINKS MODE SIZE NAME". What is gone is no failure, but full
# storage below the scratch path is one, which cat fails for.
look() {
    { "${guard[@]}" xargs -0 stat --printf '%d:%i %h %A %s %n\0' <"$work/$1" 2>/dev/null || :; } | cat >"$work/dataset"
}

# phase TEXT [BYTES]: what is done in the storage from now on, and how many bytes it is: a number, all for all of the
# source's, or 0 for not known.
phase() { require_entered && printf '%s\n' "$1" "${2:-0}" >"$work/phase" && : >"$work/progress"; }

# said LABEL: a number from the statistics of the last comparison. The last match counts: an earlier one may be a name.
said() { [[ ! $statistics =~ .*$1:\ ([0-9]+) ]] || printf %s "${BASH_REMATCH[1]}"; }

# differences FOLDER OPTION...: lists what differs in the file compared of a working folder; changes nothing.
differences() {
    local code=0
    work=$1 run_rsync --dry-run --out-format='%i %l %n' "${filters[@]}" "${@:2}" | head -c 4G >"$1/compared" || code=$?
    # 24: files vanished, and are not in the list. While attributes are read, rsync reports that in other ways, too.
    # A name may be missing although it exists. To trust this list could delete it, so the sync starts again.
    ((code == 0 || code == 24)) || { work=$1 is_gone "$code" && { [[ $1 != "$work" ]] || fail folder-replaced; }; } ||
        fail rsync-failed code "$code"
    # head may cut the list without an error of rsync, when its end fits into the pipe. Then the statistics are missing.
    statistics=$(tail -c 2000 -- "$1/compared" | grep -E '^(Number|Total)') || fail rsync-failed code 13
}

# compare OPTION...: lists what differs. Fails for a source that would empty the dataset.
compare() {
    phase 'Looking for changes' && differences "$work" "${contents[@]}" "$@"
    local entries && put compared "$statistics" >>"$work/facts" && entries=$(said 'Number of files')
    [[ $mode == first || $DLPX_ALLOW_EMPTY_SOURCE == true || $entries -gt 2 ]] ||
        { ((entries == 2)) && ! is_lost_and_found; } || fail source-empty
    [[ -z $DLPX_GONE_MOUNTS ]] || (($(said 'Number of deleted files') <= entries)) ||
        fail source-unmounted deleted "$(said 'Number of deleted files')"
}

# find_exchanged: where a folder came in the place of another one, as by mv or mount, what lies in it may have other
# ACLs and attributes, though nobody touched it. So what the dataset has there counts as touched. A folder that is only
# in the list of now is such a one, or new. No name leads out of the tree, which a hostile host could have sent.
find_exchanged() {
    sed -Ezi '/^[a-z] [^ ]* (.*\/)?\.\.(\/|$)/d' "$work/source" && sed -z '/^d /!d' "$work/source" >"$work/now"
    [[ -z $known ]] || choose exchanged ../folders now | { "${guard[@]}" xargs -0 -r \
        sh -c 'find "$@" -printf "t 1 %p\0"' sh 2>/dev/null || true; } | cat >>"$work/source"
}

# is_lost_and_found: whether the one entry of the source is the folder that each fresh disk has.
is_lost_and_found() {
    { [[ -d lost+found ]] || grep -q '^cd+* [0-9]* lost+found/$' "$work/compared"; } &&
        ! grep -q '^\*deleting  *[0-9]* lost+found/$' "$work/compared"
}

# copy_changes: copies what differs, by lists. What changed of a file is written where it lies, so that the rest stays
# shared with earlier snapshots. Nothing is deleted before all else was copied. Where the source could not list itself,
# the whole tree is copied, and nothing is written in place, so that rsync itself separates hard links where a file has
# changed; and what the source had when it was compared is not deleted, even if it is gone now.
copy_changes() {
    local block all=() && look look
    [[ $found == changed ]] || { synced='' all=("${contents[@]}") && put links unknown >>"$work/facts"; }
    # All names of each file that may be written in place have to be known.
    [[ $found != changed || -n $known && -z $(choose unseen dataset) || -z $known && -n $surveying ]] || survey
    block=$(choose copy source dataset linked)
    # Where hard links were wrong, size and time do not prove the content: contents are compared.
    { [[ ! -e $work/apart && ! -e $work/regrouped ]] || contents=(--checksum); } && delete apart
    phase 'Copying changes' "$(said 'Total transferred file size')"
    pass_list in-place --inplace --no-whole-file "--block-size=$block" "${contents[@]}"
    pass_list aside --sparse "${contents[@]}"
    # Files whose contents differ behind an equal size and time were named, where the source could list itself.
    [[ ! -e $work/all ]] || { require_entered && pass --sparse "${all[@]}" "${filters[@]}"; }
    delete deleted
    mv -- "$work/"{dataset,uncopied} && look copied && : >"$work/linked"
    [[ -z $(choose recount uncopied dataset) ]] || : >"$work/recount"
}

# pass_list LIST OPTION...: copies the names in the parts of a list, with which the root's own times and rights come. In
# order, as rsync looks at a folder again where the name before was in another one.
pass_list() { for part in "$work/$1".*; do [[ ! -e $part ]] || pass_part "$part" "${@:2}"; done; }

pass_part() { require_entered && sort -zo "$1"{,} && only_of "$1" && pass "${only[@]}" "${@:2}"; }

# only_of FILE: sets the array only to the options with which rsync takes the names in the file and no others.
only_of() { only=(--from0 "--files-from=$1") && { [[ -s $1 ]] || only=(--no-recursive --dirs '--exclude=*'); }; }

# delete LIST: deletes the names of a list, and leaves the times of their folders as they are. rsync does it, which
# deletes through no symlink: it copies a skeleton of these folders, and deletes what the skeleton lacks. Others may
# put a file of any size in the place of a folder: that is not copied. Through a symlink in the skeleton, which also a
# source host could name as a folder, rsync would find files of this host, and copy them into the dataset.
delete() {
    [[ -s $work/$1 ]] || return 0
    # Only root deletes from folders that are read-only. With a folder, rsync deletes files that are read-only once it
    # has made them writable, which they would stay under names that are kept: so those are deleted before.
    ((EUID == 0)) || [[ $1 == *.linked ]] || { xargs -0 sh -c 'find "$@" -type d ! -perm -u=rwx -exec chmod u+rwx \
        {} \; -o ! -type d ! -perm -u=w -links +1 -print0' sh <"$work/$1" 2>/dev/null || :; } | cat >"$work/$1.linked"
    delete "$1.linked"
    sed -z 's|/[^/]*$||; /^\.$/d' "$work/$1" | sort -zu >"$work/folders" && only_of "$work/folders"
    "${guard[@]}" rsync "${options[@]}" "${only[@]}" --max-size=1 -- ./ "$work/$1.skeleton/" >/dev/null ||
        (($? == 23 || $? == 24)) || fail storage-not-writable
    # Each of them has to be a folder there: what the skeleton lacks is deleted, also what has come in its place.
    (cd "$work/$1.skeleton" && [[ -z $(find . ! -type d -print -quit) ]] && sed -z 's|$|/|' ../folders |
        xargs -0 -r ls -d --) >/dev/null 2>&1 || { record && fail folder-replaced; }
    cat "$work/folders" "$work/$1" | "${guard[@]}" rsync "${options[@]}" -0 --files-from=- --delete-missing-args \
        --force -- "$work/$1.skeleton/" ./ >/dev/null || fail storage-not-writable
}

# record: what this sync has done so far.
record() { printf '%s\n' "$DLPX_RECORD" "$(<"$work/facts")"; }

# What rsync says of an item that was gone from the source when its turn came or its ACL or attributes were read, became
# shorter while it was read, gave way to an item of another kind, or lies in a folder that did.
gone='^[a-z]+ has vanished: |^rsync: (\[sender\] )?(readlink_stat\(.*: Invalid argument \(22\)'
gone+='|(link_stat|opendir|read errors|send_files failed|get_acl:|get_xattr_[a-z]+:) .*: (No such file .* \(2\)'
gone+='|Not a directory \(20\)|Is a directory \(21\)|Too many levels .* \(40\)|No data .* \(61\)))$'
gone+='|^(ERROR|WARNING): .* failed verification -- update [a-z -]+( \(will try again\))?\.$'

# is_gone CODE: whether nothing but such items made rsync end with that code. Sets count to their number.
is_gone() {
    count=$(grep -cE "$gone" "$work/rsync.log" || true)
    (($1 == 24)) || { (($1 == 23 && count)) && ! grep -vxFf "$scratch/work/noise" -- "$work/rsync.log" |
        grep -vE "$gone|^rsync (error|warning): |^refusing to follow a symlink |^$" >/dev/null; }
}

# pass OPTION...: one copy. Counts such items in vanished.
pass() {
    local code=0 count
    run_rsync "${copy_options[@]}" "$@" >"$work/progress" || code=$?
    put copied "$(tail -c 2000 -- "$work/progress" | tr '\r' '\n' | grep -E '^(Number|Total)')" >>"$work/facts"
    ((code != 0)) || return 0
    is_gone "$code" || { record && fail rsync-failed code "$code"; }
    # That something vanished may be all that rsync says. A second pass may miss the same again.
    vanished=$((count > vanished ? count : vanished > 1 ? vanished : 1))
}

# survey: in one walk of the dataset, its numbers, its links, and its symlinks to absolute paths.
survey() {
    find . -ignore_readdir_race \( ! -type d -links +1 -fprintf "$work/linked" '%D:%i %P\0' -o -true \) \
        \( -type l -lname '/*' -fprintf "$work/absolute" 'a\n' -o -true \) -printf '%y %s\n' |
        awk "$counter" >"$work/counted" || fail storage-not-readable user "$(id -un)"
}
