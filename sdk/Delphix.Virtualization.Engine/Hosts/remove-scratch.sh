#!/usr/bin/env bash
# Removes an environment's scratch folder, and the folders above it as far as they are empty. Fails where something is mounted in there,
# which may be data.
#
# in:   DVP_SCRATCH    the folder
set -euo pipefail
if [[ -d $DVP_SCRATCH && ! -L $DVP_SCRATCH ]]; then
    folder=$(cd -- "$DVP_SCRATCH" && pwd -P)
    # The kernel escapes blanks and such by three octal digits, of which printf %b takes one more after a zero.
    while read -r _ _ _ _ mount _; do
        printf -v mount %b "${mount//\\0/\\00}"
        [[ $mount/ != "$folder"/* ]] || { echo "Something is mounted at $mount" >&2 && exit 1; }
    done </proc/self/mountinfo
fi
rm -rf --one-file-system -- "$DVP_SCRATCH"
folder=$(dirname -- "$DVP_SCRATCH")
for _ in 1 2 3; do
    rmdir -- "$folder" 2>/dev/null || exit 0
    folder=$(dirname -- "$folder")
done
