#!/usr/bin/env bash
# Starts the server, unless it runs.
#
# in:   BIN, MOUNT
# failures: no-cluster, server-not-started
# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/server.sh"

[[ -e $data/vdb.conf ]] || fail no-cluster
running || start_server
