#!/usr/bin/env bash
# Has a server that runs write all that it holds in memory to its files, so that a copy of them has little to recover.
#
# in:   BIN, MOUNT, PORT
# failures: no-checkpoint
# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/server.sh"

! running || ask CHECKPOINT >&2 || fail no-checkpoint
