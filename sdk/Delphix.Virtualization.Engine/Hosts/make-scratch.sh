#!/usr/bin/env bash
# Makes an environment's scratch folder, for nobody else.
#
# in:   DVP_SCRATCH    the folder
set -euo pipefail
umask 077
# Where the folder above has a default ACL, the umask does not count.
# shellcheck disable=SC2174 # those above hold nothing else
mkdir -p -m 700 -- "$DVP_SCRATCH"
