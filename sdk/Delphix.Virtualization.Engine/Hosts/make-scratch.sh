#!/usr/bin/env bash
# Makes an environment's scratch folder, for nobody else.
#
# in:   DVP_SCRATCH    the folder
set -euo pipefail
umask 077
mkdir -p -- "$DVP_SCRATCH"
