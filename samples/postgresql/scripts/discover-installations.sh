#!/usr/bin/env bash
# Finds the installations of PostgreSQL on a host: folders with all programs that the plugin needs.
#
# in:   nothing
# out:  for each, its folder and what its server says of its version, both ended by a NUL character
set -euo pipefail
export LC_ALL=C
shopt -s nullglob

declare -A seen=()
configured=$(pg_config --bindir 2>/dev/null || true)
for folder in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/local/pgsql/bin ${configured:+"$configured"}; do
    folder=$(readlink -e -- "$folder") || continue
    [[ -z ${seen[$folder]:-} ]] || continue
    seen[$folder]=yes
    for program in postgres pg_basebackup pg_controldata pg_ctl pg_isready psql; do
        [[ -x $folder/$program ]] || continue 2
    done
    version=$("$folder/postgres" --version) && printf '%s\0%s\0' "$folder" "$version"
done
