# Runs one script on a host for the engine. No single quotes in this file: it travels to the host inside a pair of them.
#
# stdin:  "<number of variables> <bytes of script>\n", then NAME NUL VALUE NUL for each variable, then the script. It stays open while the
#         script runs: when it closes, because the engine cancels or is gone, the script and all that it started are ended.
# stdout: one line "dvp-ready", so that the noise of login files can be told from the script, then what the script prints.
# exit:   that of the script.
exec 3<&0 </dev/null
IFS=" " read -r -u 3 count size
while ((count-- > 0)); do
    IFS= read -r -d "" -u 3 name
    IFS= read -r -d "" -u 3 value
    export "$name=$value"
done
script=$(head -c "$size" <&3 && printf .)
script=${script%.}
echo dvp-ready
# A process group of its own, so that everything that the script starts can be ended with it.
set -m
(
    set +m
    exec 3<&-
    unset count size name value
    eval "$script"
) &
job=$!
set +m
{
    read -r -u 3
    kill -TERM -- "-$job"
    for ((i = 0; i < 20; i++)); do
        kill -0 -- "-$job" || exit
        sleep 0.1
    done
    kill -KILL -- "-$job"
} >/dev/null 2>&1 &
watchdog=$!
wait "$job"
code=$?
kill "$watchdog"
exit "$code"
