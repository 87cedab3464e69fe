# shellcheck shell=bash
# What every script here begins with: strict mode, a fixed locale, and how results and failures are printed.

set -euo pipefail
export LC_ALL=C.UTF-8

# put KEY VALUE: one line of the script's result on stdout. Backslash and newline are escaped, so that a value is always one line.
put() {
    local value=${2//\\/\\\\}
    printf '%s=%s\n' "$1" "${value//$'\n'/\\n}"
}

# make_scratch: the folder of a dSource or a VDB below the scratch path, for nobody else.
make_scratch() {
    [[ -d $DLPX_SCRATCH_PATH/$DLPX_GUID ]] || (umask 077 && mkdir -p -- "$DLPX_SCRATCH_PATH/$DLPX_GUID")
}

# tell TEXT: a line for people, on stderr.
tell() {
    printf '%s\n' "$1" >&2
}

# fail CODE TEXT: ends the script. Its header lists the codes.
fail() {
    tell "$2"
    exit "$1"
}

# rsync_about: what rsync says of itself; one that cannot run, why.
rsync_about() {
    rsync --version 2>&1 || true
}

# rsync_version ABOUT: of the rsync that says this of itself; its first line when it is of another make.
rsync_version() {
    local first=${1%%$'\n'*}
    [[ ! $first =~ ^rsync\ *version\ v?([^ ]*) ]] || first=${BASH_REMATCH[1]}
    printf '%s\n' "$first"
}

# is_older VERSION THAN: what is no version is.
is_older() {
    local -a version than
    local i number
    [[ $1 == [0-9]* ]] || return 0
    IFS=. read -r -a version <<<"$1"
    IFS=. read -r -a than <<<"$2"
    for i in "${!than[@]}"; do
        number=${version[i]:-0} number=$((10#0${number%%[!0-9]*}))
        ((number == than[i])) || return $((number > than[i]))
    done
    return 1
}
