# Chooses what copy.sh does with each name that differs. The variable step says what to find out. A file's name says
# what it holds. compared is what rsync prints with --out-format='%i %l %n', and attributes/compared the same of what
# differs in ACLs or extended attributes, too; the others are NUL-terminated:
#   source   what list_source of source.sh prints
#   dataset  "FILE LINKS MODE SIZE NAME": what the dataset has
#   uncopied the same as it was before the copy
#   linked   "FILE NAME": a name in the dataset of a file with several
#   there    "FILE NAME": such a name as the source has it now
#   now      the folders that the source lists; ../folders are those of the last sync
# NUL-terminated lists of names, without the root, go to files in the folder of the environment's variable work. What is
# copied has numbered parts, such as in-place.0 and aside.0. There is all where the whole tree is to be copied then.

# The name behind some words of the record, relative to the dataset.
function name_after(words,    text) {
    for (text = $0; words > 0; words--) text = substr(text, index(text, " ") + 1); sub(/^\.\//, "", text)
    return text == "" ? "." : text
}

# The name behind rsync's item and size. rsync prints some bytes as \# and three octal digits.
function itemized(    rest, text, code) {
    rest = substr($0, 13); sub(/^ *[0-9]* /, "", rest); sub(/\/$/, "", rest)
    while (match(rest, /\\#[0-7][0-7][0-7]/)) {
        code = substr(rest, RSTART + 2, 1) * 64 + substr(rest, RSTART + 3, 1) * 8 + substr(rest, RSTART + 4, 1)
        text = text substr(rest, 1, RSTART - 1) sprintf("%c", code); rest = substr(rest, RSTART + 5)
    }
    return text rest
}

function add(list, name) { printf(name == "." ? "" : "./%s%c", name, 0) >> (ENVIRON["work"] "/" list) }

function folder(name) { return sub(/\/[^\/]*$/, "", name) ? name : "." }

function is_in_one(name) { while ((name = folder(name)) != ".") if (name in came) return 1 }

BEGIN { skipped = absolute = "false" }
FILENAME == "compared" && /^\*deleting / { deleted[itemized()]; differs = 1 }
FILENAME == "compared" && /^[<>ch.][fdLDS]/ { item[name = itemized()] = $1; size[name] = $2; names[name]; differs = 1 }
FILENAME == "compared" && /^>fc\.\./ { healed++; healed_bytes += $2 }
FILENAME == "compared" { if (/^Number of files: /) entries = $4; if (/^skipping non-regular/) skipped = "true" }
FILENAME == "attributes/compared" && /^[<>ch.][fdLDS]/ { touched[name = itemized()]; names[name]; differs = 1 }
FILENAME == "source" { if ($1 == "g") begun = 1; if ($1 == "e") listed = begun; if ($1 == "a") absolute = "true" }
FILENAME == "source" && $1 == "l" { name = name_after(2); there[name] = "there " $2; names[name] }
# The second word is 1 for a file without holes.
FILENAME == "source" && $1 == "t" { touched[name = name_after(2)]; names[name]; differs = 1; if ($2 < 1) sparse[name] }
# Only root writes into files that are read-only.
FILENAME == "dataset" { present[name = name_after(4)]; if (user > 0 && $3 ~ /^-([^r]|r[^w])/) aside[name] }
FILENAME == "dataset" && $2 > 1 && $3 !~ /^d/ { here[name] = "here " $1; links[$1] = $2; seen[$1]++ }
FILENAME == "dataset" { kind = $3 ~ /^d/ ? "d" : $4; if (kind != "d" && name in item) { was += size[name]; is += $4 } }
FILENAME == "uncopied" { kept[name_after(4)] = $3 ~ /^d/ ? "d" : $4 }
# recount: prints something where the comparison does not tell what was copied: a folder was none then, or the
# other way round, or a size has changed of which they do not tell.
FILENAME == "dataset" && step == "recount" && (name in item ? (item[name] ~ /^.d/) != (kind ~ /d/) : kept[name] != kind)
FILENAME == "linked" { name = name_after(1); here[name] = "here " $1; names[name] }
FILENAME == "../folders" { before[$0] }
FILENAME == "now" && !($0 in before) { came[name_after(2)] }
FILENAME == "there" { name = name_after(1); there[name] = "there " $1; names[name] }

# look: prints whether anything differs (changed, unchanged, or unlisted where the source could not list itself),
# whether rsync skipped items, and whether the source has symlinks to absolute paths. Lists the names of which to look
# what the dataset has.
END {
    if (step == "look") for (name in names) add("look", name)
    if (step == "look") print !listed ? "unlisted" : differs || !known ? "changed" : "unchanged", skipped, absolute
    if (step == "exchanged") for (name in came) if (!is_in_one(name)) printf "./%s%c", name, 0
    if (step == "unseen") for (file in links) if (seen[file] < links[file]) print file
    if (step == "copy") copy(); else if (step == "report") report(); else if (step == "links") check_links()
}

# Lists what to copy (of that, what to write in place, and what not), what to take apart before, and what to delete.
# Prints how large rsync's blocks should be.
function copy(    name, block, largest) {
    for (name in item) {
        copied[name]; if (item[name] ~ /^.f/ && size[name] > largest) largest = size[name]
        # rsync keeps the holes of new files, or writes in place.
        if (item[name] ~ /^.f\+/ && (!known || name in sparse || !(name in touched))) aside[name]
    }
    # What was touched may be excluded: only what the dataset has, and keeps, is copied again.
    for (name in touched) if ((name == "." || name in present) && !(name in deleted)) copied[name]
    if (listed) take_apart()
    for (name in copied) { add("copied", name); if (listed && item[name] ~ /^>f[^+]/) named[first_name(there, name)] }
    for (name in copied) { others += !is_named(name); if (name in aside) anew[first_name(there, name)] }
    if (all = !listed || others > 4000 && others > entries / 10) add("all", ".")
    for (name in copied) if (!all || is_named(name)) {
        if (!(name in aside)) add("in-place." part(first_name(there, name)), name)
        # rsync links names only to those that it is given.
        if (first_name(there, name) in anew) add("aside." part(first_name(there, name)), name)
    }
    # A name is left out when its folder is deleted, too, or when the folder has become another kind of item.
    for (name in deleted) if (!(folder(name) in deleted) && item[folder(name)] !~ /^.[^d]/) add("deleted", name)
    # Small blocks keep more of a file, but rsync holds each of them in memory.
    for (block = 4096; largest / block > 4194304 && block < 131072;) block *= 2
    print block
}

# rsync looks up each name that a host sends in all of those that it was asked for, which for many takes longer than to
# look at the whole tree. So what has to be named is named in parts: all names of a file are in one.
function part(file) { parted++; return file in number ? number[file] : (number[file] = int(parted / 4000)) }

# Whether a list copies the file of this name. The whole tree may be copied after that.
function is_named(name) { return first_name(there, name) in named }

# rsync writes into a file under all of its names, and never separates names. So names that are one file in the dataset
# but not at the source become files of their own first. Two sides agree on a name when its file has the same first
# name. Of names that are in the dataset and become one file, size and time do not tell which has the right content.
function take_apart(    name, old, new) {
    for (name in deleted) delete here[name]
    for (name in there) if (!(name in item || name in present && !(name in deleted))) delete there[name]
    find_first(); for (name in names) {
        old = first_name(here, name); new = first_name(there, name)
        if (old != new) { whole[new]; copied[old] }
        if (old != new && old != name) { aside[name]; add("apart", name); named[new]; named[first_name(there, old)] }
        if (name in present && new in joined && joined[new] != old) { add("regrouped", name); named[new] }
        if (name in present) joined[new] = old
    }
    # rsync may link any of a file's names to another one, and would leave behind those that it is not given.
    for (name in names) if (first_name(there, name) in whole) copied[name]
}

# Prints what a resync healed, and the sizes of what was copied before and now. Lists linked names.
function report(    name) {
    printf "healedFiles=%.0f\nhealedBytes=%.0f\ncomparedBytes=%.0f\ncopiedBytes=%.0f\n", healed, healed_bytes, was, is
    for (name in here) add("ask", name)
}

# Prints unsettled where names in the dataset are not linked as at the source. What is gone from there does not count.
function check_links(    name) {
    for (name in here) { if (!(name in there)) delete here[name] } find_first()
    for (name in names) if (first_name(here, name) != first_name(there, name)) { print "links=unsettled"; break }
}

function find_first(    name) { for (name in here) lead(here[name], name); for (name in there) lead(there[name], name) }

function lead(file, name) { if (!(file in first) || name < first[file]) first[file] = name }

function first_name(side, name) { return name in side ? first[side[name]] : name }
