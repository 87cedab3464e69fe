#!/usr/bin/env bash
# Finds out what this host has to work with.
#
# in:   nothing
# out:  operatingSystem=…, and rsyncVersion=…, rsyncIsOld=true or false, sshVersion=… where they are installed
# exit: 0
declare -F put >/dev/null || for library in "${BASH_SOURCE[0]%/*}"/lib/*.sh; do . "$library"; done

system=$(. /etc/os-release 2>/dev/null && printf '%s' "${PRETTY_NAME:-}") || true
put operatingSystem "${system:-$(uname -sr)}"
if command -v rsync >/dev/null; then
    about=$(rsync_about)
    version=$(rsync_version "$about")
    put rsyncVersion "$version"
    is_older "$version" 3.1 && old=true || old=false
    put rsyncIsOld "$old"
fi
if command -v ssh >/dev/null; then
    put sshVersion "$(ssh -V 2>&1 | sed 's/^OpenSSH_\([^ ,]*\).*/\1/')"
fi
