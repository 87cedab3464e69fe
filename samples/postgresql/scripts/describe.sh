#!/usr/bin/env bash
# Says what the data directory holds, as its control file has it.
#
# in:   BIN, MOUNT
# out:  version=… systemIdentifier=… timeline=… lsn=… bytes=…
# failures: no-cluster
# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/server.sh"

[[ -s $data/PG_VERSION ]] || fail no-cluster
control=$("$BIN/pg_controldata" -D "$data") || fail no-cluster
# value NAME: a value of the control file.
value() { sed -n "s/^$1: *//p" <<<"$control"; }
echo "version=$(<"$data/PG_VERSION")"
echo "systemIdentifier=$(value 'Database system identifier')"
echo "timeline=$(value "Latest checkpoint's TimeLineID")"
echo "lsn=$(value 'Latest checkpoint location')"
# A server that runs removes files meanwhile.
echo "bytes=$( (du --summarize --bytes -- "$data" 2>/dev/null || true) | cut -f 1)"
