#!/usr/bin/env bash
# Makes a new, empty cluster.
#
# in:   BIN, MOUNT
# failures: not-initialized
# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/server.sh"

"$BIN/initdb" --pgdata="$data" --username=postgres --encoding=UTF8 --auth-host=scram-sha-256 --auth-local=peer >&2 ||
    fail not-initialized
echo postgres >"$MOUNT/superuser"
