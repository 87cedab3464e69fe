#!/usr/bin/env bash
# Starts the server, unless it runs.
#
# in:   BIN, MOUNT
# failures: no-cluster, server-not-started, server-not-stopped
# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/server.sh"

[[ -e $data/vdb.conf ]] || fail no-cluster
# A server that was killed leaves children, which still write for a moment.
running || { stop_server && start_server; }
