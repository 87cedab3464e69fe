#!/usr/bin/env bash
# Finds the clusters of an installation that run on a host. Of other users' servers, only root sees where they work.
#
# in:   BIN  the folder of the installation
# out:  for each, its port and its data directory, both ended by a NUL character
set -euo pipefail

for process in /proc/[0-9]*; do
    [[ $process/exe -ef $BIN/postgres ]] || continue
    # It may end at any time. Its children work in the same folder, and a VDB is no source.
    { folder=$(readlink -e -- "$process/cwd") && [[ -f $folder/postmaster.pid ]] &&
        mapfile -t lines <"$folder/postmaster.pid"; } 2>/dev/null || continue
    [[ ${lines[0]-} == "${process#/proc/}" && ${lines[3]-} =~ ^[0-9]{1,5}$ && ! -e $folder/vdb.conf ]] || continue
    printf '%s\0%s\0' "${lines[3]}" "$folder"
done
