#!/usr/bin/env bash
# Finds out what this host has to work with.
#
# in:   nothing
# out:  operatingSystem=…, and rsync=…, ssh=… what these say of their versions, where they are installed
# failures: none
# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/lib/result.sh"

# shellcheck source=/dev/null
put operatingSystem "$( (. /etc/os-release && printf '%s' "${PRETTY_NAME:?}") 2>/dev/null || uname -sr)"
! command -v rsync >/dev/null || put rsync "$(rsync --version 2>&1)"
! command -v ssh >/dev/null || put ssh "$(ssh -V 2>&1)"
