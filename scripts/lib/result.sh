# shellcheck shell=bash
# What every script begins with: strict mode, a fixed locale, and how results and failures are printed.

# A name is bytes, not characters.
set -eu +Cf -o pipefail && shopt -u failglob && export LC_ALL=C
# Removes what changes how programs work: variables, such as those of rsync, and functions with names of programs. Also
# variables that scripts read before they set them.
while read -r name; do unset -f -- "$name"; done < <(compgen -A function)
unset -v "${!RSYNC_@}" BASH_COMPAT BASH_ENV CDPATH FUNCNEST GREP_OPTIONS POSIXLY_CORRECT TAPE TAR_OPTIONS TMOUT \
    code known lock patience

# absolute_path: PATH without folders that are relative. The working directory is one that others may write to.
absolute_path() { (IFS=: && for d in $PATH; do case $d in /*) printf '%s:' "$d" ;; esac done) }
PATH=$(absolute_path) PATH=${PATH%:}

# put KEY VALUE [KEY VALUE]...: prints a line of the result for each. Backslash and newline are escaped, so that a value
# is always one line.
put() {
    local value=${2//\\/\\\\} && printf '%s=%s\n' "$1" "${value//$'\n'/\\n}"
    (($# < 3)) || put "${@:3}"
}

# fail NAME [KEY VALUE]...: ends the script. Its header lists the names, and plugin/ScriptFailure.cs explains them.
fail() { put failure "$@" && exit 1; }

# list ARRAY TEXT: sets the array to the lines of a text from the plugin, in which backslash and newline are escaped.
list() {
    local i && local -n items=$1 && items=()
    [[ -z $2 ]] || mapfile -t items <<<"$2"
    for i in "${!items[@]}"; do printf -v "items[i]" %b "${items[i]}"; done
}
