#!/usr/bin/env bash
# Removes what a dSource or a VDB left below the scratch path. Doing it again does no harm.
#
# in:   DLPX_SCRATCH_PATH DLPX_GUID
# out:  nothing
# exit: 0
declare -F put >/dev/null || for library in "${BASH_SOURCE[0]%/*}"/lib/*.sh; do . "$library"; done

rm -rf -- "${DLPX_SCRATCH_PATH:?}/${DLPX_GUID:?}"
