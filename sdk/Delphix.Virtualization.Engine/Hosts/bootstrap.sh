# shellcheck shell=bash
# Runs one script on a host for the engine.
#
# stdin:  behind this text and NUL: "<number of variables> <bytes of script> <bash, expect or pwsh>\n", then NAME NUL VALUE NUL for each
#         variable, then the script and NUL. It stays open while the script runs: when it closes, because the engine cancels or is gone, the
#         script and all that it started are ended.
# stdout: one line "dvp-ready", so that the noise of login files can be kept apart from the script, then what the script prints; at the end
#         "dvp-255" if it ended with 255, which ssh also ends with when the connection breaks.
#         "dvp-missing" instead of all that, where the host lacks the program that runs the script.
# exit:   that of the script; 1 without "dvp-ready" if not all of it arrived, of which nothing is run then.
exec 3<&0 </dev/null
# It would end the read that waits for the engine to close standard input, and with it the script.
unset TMOUT
IFS=" " read -r -u 3 dvp_count dvp_size dvp_program
dvp_variables=()
while ((dvp_count-- > 0)); do
    IFS= read -r -d "" -u 3 dvp_name && IFS= read -r -d "" -u 3 dvp_value || exit 1
    dvp_variables+=("$dvp_name=$dvp_value")
done
dvp_script=$(head -c "$dvp_size" <&3 && printf .) || exit 1
dvp_script=${dvp_script%.}
IFS= read -r -d "" -u 3 dvp_end && [[ -z $dvp_end ]] || exit 1
dvp_path=$(type -P "$dvp_program") || {
    echo dvp-missing
    exit 127
}
echo dvp-ready
# From here on bash itself may report how its children ended: that is not of the script.
exec 5>&2 2>/dev/null
# A process group of its own, and a variable that no other script has, so that everything that the script starts can be found and ended with
# it.
IFS= read -r dvp_mark </proc/sys/kernel/random/uuid
dvp_mark=DVP_SCRIPT_${dvp_mark//-/_}
set -m
(
    set +m
    exec 2>&5 3<&- 5>&-
    # From here on the names belong to the variables: they may have any, and must not change what is run.
    set -- "$dvp_program" "$dvp_path" "$dvp_script" "${dvp_variables[@]}" "$dvp_mark="
    unset dvp_bootstrap dvp_count dvp_size dvp_program dvp_path dvp_script dvp_variables dvp_name dvp_value dvp_end dvp_mark
    export -- "${@:4}"
    case $1 in
        # They read the script from a pipe that nothing else reads, so that it is in no file and no command line, and standard input stays
        # empty.
        expect) exec "$2" -n -N -f /dev/fd/4 4< <(printf "%s" "$3") ;;
        pwsh)
            exec "$2" -NoProfile -NonInteractive -Command "& ([ScriptBlock]::Create([IO.File]::ReadAllText(\"/dev/fd/4\")))" \
                4< <(printf "%s" "$3")
            ;;
        *) eval "set --; $3" ;;
    esac
) &
dvp_job=$!
set +m
{
    # Signals what the script started: its group, what left that for another in this session and, by the mark, what left that too. Fails
    # when there is none.
    dvp_signal() {
        local dvp_found=1 dvp_process
        kill "$1" -- "-$dvp_job" && dvp_found=0
        for dvp_process in $(
            grep -lsE "^[0-9]+ \(.*\) [^Z] [0-9]+ [0-9]+ $$ " /proc/[0-9]*/stat
            grep -lsF "$dvp_mark=" /proc/[0-9]*/environ
        ); do
            dvp_process=${dvp_process//[^0-9]/}
            [[ $dvp_process == "$$" || $dvp_process == "$BASHPID" ]] || ! kill "$1" "$dvp_process" || dvp_found=0
        done
        return "$dvp_found"
    }
    read -r -u 3
    # From here on it cannot be stopped: what ignores TERM outlives the script, and is to be killed.
    trap "" TERM
    dvp_by=-TERM
    # Within two seconds, then by force; what is killed takes a moment to be gone. By the clock, as looking takes long on a busy host.
    SECONDS=0
    while ((SECONDS < 4)) && dvp_signal "$dvp_by"; do
        ((SECONDS < 2)) && dvp_by=-0 || dvp_by=-KILL
        sleep 0.1
    done
} >/dev/null 5>&- &
dvp_watchdog=$!
wait "$dvp_job"
dvp_code=$?
kill "$dvp_watchdog"
wait "$dvp_watchdog"
((dvp_code != 255)) || printf dvp-255
exit "$dvp_code"
