#!/usr/bin/env bash
# Finds out what this host has to work with.
#
# in:   nothing
# out:  operatingSystem=…, and rsyncVersion=…, sshVersion=… where they are installed
# exit: 0
declare -F put >/dev/null || for library in "${BASH_SOURCE[0]%/*}"/lib/*.sh; do . "$library"; done

system=$(. /etc/os-release 2>/dev/null && printf '%s' "${PRETTY_NAME:-}") || true
put operatingSystem "${system:-$(uname -sr)}"
if command -v rsync >/dev/null; then
    put rsyncVersion "$(rsync --version | sed -n '1s/^rsync *version \([^ ]*\).*/\1/p')"
fi
if command -v ssh >/dev/null; then
    put sshVersion "$(ssh -V 2>&1 | sed 's/^OpenSSH_\([^ ,]*\).*/\1/')"
fi
