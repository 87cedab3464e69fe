#!/usr/bin/env bash
# Removes what a dataset has in an environment's scratch folder, or all of that folder and the folders above it as far as they are empty.
# Fails where something is mounted in there, which may be data.
#
# in:   DVP_SCRATCH    the scratch folder
#       DVP_DATASET    the dataset's GUID; empty: all of the folder
set -euo pipefail
[[ -e $DVP_SCRATCH ]] || exit 0
cd -- "$DVP_SCRATCH"
folder=$(pwd -P)${DVP_DATASET:+/$DVP_DATASET}
# The kernel escapes blanks and such by three octal digits, of which printf %b takes one more after a zero.
while read -r _ _ _ _ mount _; do
    printf -v mount %b "${mount//\\0/\\00}"
    [[ $mount/ != "$folder"/* ]] || { echo "Something is mounted at $mount" >&2 && exit 1; }
done </proc/self/mountinfo
if [[ -n $DVP_DATASET ]]; then
    rm -rf --one-file-system -- "./$DVP_DATASET"
    exit
fi
cd /
rm -rf --one-file-system -- "$DVP_SCRATCH"
folder=$DVP_SCRATCH
for _ in 1 2 3; do
    folder=$(dirname -- "$folder")
    rmdir -- "$folder" 2>/dev/null || exit 0
done
