#!/usr/bin/env bash
# Says whether the server runs and answers a query. That something listens at its port is not enough: it may be another.
#
# in:   BIN, MOUNT, PORT
# out:  active or inactive
# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/server.sh"

if running && [[ $(PGCONNECT_TIMEOUT=10 ask 'SELECT 1') == 1 ]]; then
    echo active
else
    echo inactive
fi
