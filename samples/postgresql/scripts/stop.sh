#!/usr/bin/env bash
# Stops the server, if it runs.
#
# in:   BIN, MOUNT
# failures: server-not-stopped
# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/server.sh"

stop_server
