#!/usr/bin/env bash
# Names the folder that an engine may use on a host.
#
# in:   DVP_ENGINE    what tells the engine from others
# out:  the folder's path
set -euo pipefail
printf '%s' "${XDG_DATA_HOME:-$HOME/.local/share}/dvp/hosts/$DVP_ENGINE"
