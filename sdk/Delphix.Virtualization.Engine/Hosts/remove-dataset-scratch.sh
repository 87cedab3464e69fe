#!/usr/bin/env bash
# Removes what a dataset has in an environment's scratch folder. Fails where something is mounted in there, which may be data.
#
# in:   DVP_SCRATCH    the scratch folder
#       DVP_DATASET    the dataset's GUID
set -euo pipefail
cd -- "$DVP_SCRATCH" 2>/dev/null || exit 0
folder=$(pwd -P)/${DVP_DATASET:?}
# The kernel escapes blanks and such by three octal digits, of which printf %b takes one more after a zero.
while read -r _ _ _ _ mount _; do
    printf -v mount %b "${mount//\\0/\\00}"
    [[ $mount/ != "$folder"/* ]] || { echo "Something is mounted at $mount" >&2 && exit 1; }
done </proc/self/mountinfo
rm -rf --one-file-system -- "./$DVP_DATASET"
