#!/usr/bin/env bash
# Ends all that a script has started. Each of its programs has a variable in its environment that no other script has.
#
# in: DVP_BRIDGE_ENDED   the value of that variable, which is called DVP_BRIDGE_SCRIPT
set -u

# find_programs: sets programs to the ids of those that run.
find_programs() {
    local file
    programs=()
    while read -r file; do
        programs+=("${file//[^0-9]/}")
    done < <(grep -lsaF "DVP_BRIDGE_SCRIPT=$DVP_BRIDGE_ENDED" /proc/[0-9]*/environ)
    ((${#programs[@]}))
}

# What does not end within two seconds is killed.
SECONDS=0
while ((SECONDS < 4)) && find_programs; do
    ((SECONDS < 2)) && signal=TERM || signal=KILL
    kill -s "$signal" "${programs[@]}" 2>/dev/null || true
    sleep 0.1
done
exit 0
