#!/usr/bin/env bash
# Prints what the sync that is running does, and how far it has come. What rsync said of it is forgotten, so that its file stays short.
#
# in:   DLPX_SCRATCH_PATH DLPX_GUID
# out:  nothing when no sync is running; else phase=… (what is being done), and of that whatever has become known since the last time: listed=… (items that were
#       found at the source), bytes=… (transferred), percent=… (may be more than 100 where the source has
#       changed meanwhile), files=… (transferred), left=… (items to be looked at), items=… (all of the source)
# exit: 0
declare -F put >/dev/null || for library in "${BASH_SOURCE[0]%/*}"/lib/*.sh; do . "$library"; done

work=$DLPX_SCRATCH_PATH/$DLPX_GUID/work
# The sync may end meanwhile.
{ read -r phase && read -r all before; } 2>/dev/null <"$work/phase" || exit 0
said=$(tail -c 2000 -- "$work/progress" 2>/dev/null) || exit 0
truncate --no-create --size=0 -- "$work/progress"

listed='' bytes='' percent='' files='' left='' items=''
# What is before the first line may be the end of one.
while IFS= read -r line; do
    if [[ $line =~ ^\ *([0-9]+)\ +([0-9]+)%.*[0-9?]:[0-9?]{2}:[0-9?]{2}(\ +\(xfr#([0-9]+),\ ..-chk=([0-9]+)/([0-9]+)\))?\ *$ ]]; then
        bytes=${BASH_REMATCH[1]}
        if [[ $all == all ]]; then
            percent=${BASH_REMATCH[2]}
        elif ((all > 0)); then
            percent=$((100 * (before + bytes) / all))
        fi
        [[ -n ${BASH_REMATCH[3]} ]] || continue
        files=${BASH_REMATCH[4]} left=${BASH_REMATCH[5]} items=${BASH_REMATCH[6]}
        [[ $all != 0 || $items == 0 ]] || percent=$((100 * (items - left) / items))
    elif [[ $line =~ ^\ *([0-9]+)\ files\.\.\.$ ]]; then
        listed=${BASH_REMATCH[1]}
    fi
done < <(tr '\r' '\n' <<<"$said" | tail -n +2)

put phase "$phase"
for name in listed bytes percent files left items; do
    [[ -z ${!name} ]] || put "$name" "${!name}"
done
