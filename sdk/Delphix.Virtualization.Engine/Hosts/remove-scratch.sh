#!/usr/bin/env bash
# Removes an environment's scratch folder, and the folders above it as far as they are empty.
#
# in:   DVP_SCRATCH    the folder
set -euo pipefail
rm -rf -- "$DVP_SCRATCH"
folder=$(dirname -- "$DVP_SCRATCH")
for _ in 1 2 3; do
    rmdir -- "$folder" 2>/dev/null || exit 0
    folder=$(dirname -- "$folder")
done
