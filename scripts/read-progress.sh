#!/usr/bin/env bash
# Prints what the sync that is running does, and what rsync printed since the last time.
#
# in:   DLPX_SCRATCH_PATH DLPX_GUID
# out:  nothing when no sync is running; else phase=… measure=… as copy.sh wrote them, and printed=the end of what
#       rsync printed
# failures: none
# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/lib/result.sh"

# What was printed is forgotten, so that its file stays short.
work=$DLPX_SCRATCH_PATH/$DLPX_GUID/work
# The sync may end meanwhile.
{ read -r phase && read -r measure; } 2>/dev/null <"$work/phase" || exit 0
put phase "$phase" measure "$measure" printed "$(tail -c 2000 -- "$work/progress" 2>/dev/null | tr '\r' '\n')"
truncate --no-create --size=0 -- "$work/progress"
