#!/usr/bin/env bash
# Prints what the sync that is running does, and what rsync printed last.
#
# in:   DLPX_SCRATCH_PATH DLPX_GUID
# out:  nothing when no sync is running; else phase=… measure=… as copy.sh wrote them, and printed=the end of what
#       rsync printed
# failures: none
# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/lib/result.sh"

work=$DLPX_SCRATCH_PATH/$DLPX_GUID/work
# The sync may end meanwhile.
{ read -r phase && read -r measure; } 2>/dev/null <"$work/phase" || exit 0
put phase "$phase" measure "$measure" printed "$(tail -c 2000 -- "$work/progress" 2>/dev/null | tr '\r' '\n')"
# Frees the room of all but the end of the file. The function pass of lib/rsync.sh reads the end.
size=$(stat -c %s -- "$work/progress" 2>/dev/null) || exit 0
((size < 1000000)) || fallocate --punch-hole --length "$((size - 2000))" -- "$work/progress" 2>/dev/null || true
