# shellcheck shell=bash
# What the scripts share that work on a cluster below MOUNT, with the programs in BIN. It is part of each of them.
set -euo pipefail
# Messages in English; and no variable of the user's decides which server is asked.
export LC_ALL=C
unset -v "${!PG@}"
data=$MOUNT/data socket=$MOUNT/socket

# fail NAME: ends the script. ScriptFailure.cs says what the name means.
fail() { echo "failure=$1" && exit 1; }

# works_here PROCESS: whether it works in the data directory, as a server and its children do.
works_here() { [[ /proc/$1/cwd -ef $data ]]; }

# running: whether a server runs on this data. That postmaster.pid is there says little: a copy has it from its source.
running() {
    local server
    { read -r server <"$data/postmaster.pid"; } 2>/dev/null && works_here "$server"
}

# at_work: whether any process of a server does.
at_work() {
    local process
    for process in $(pgrep -x -u "$EUID" postgres); do ! works_here "$process" || return 0; done
    return 1
}

# start_server: starts the server, and waits until it answers. It holds nothing of this script's, and outlives it.
start_server() {
    rm -rf -- "$socket" && rm -f -- "$data/postmaster.pid" && mkdir -m 700 -- "$socket"
    # The engine cannot unmount storage in which a server works: one that is not up in the end is stopped.
    trap 'stop_unless_zero $?' EXIT
    trap 'exit 143' TERM INT HUP
    if ! "$BIN/pg_ctl" start --silent --wait --timeout=3600 -D "$data" -l "$MOUNT/server.log" >&2; then
        tail -n 20 -- "$MOUNT/server.log" >&2 || true
        fail server-not-started
    fi
}

stop_unless_zero() { (($1 == 0)) || stop_server; }

# stop_server: stops the server if it runs, and waits until nothing of it works in the storage any more.
stop_server() {
    if running; then
        "$BIN/pg_ctl" stop --silent --mode=fast --timeout=60 -D "$data" >&2 ||
            "$BIN/pg_ctl" stop --silent --mode=immediate --timeout=60 -D "$data" >&2 || fail server-not-stopped
    fi
    # Of a server that was killed, the children end by themselves, a moment later.
    local tries=600
    while at_work; do
        ((tries-- > 0)) || fail server-not-stopped
        sleep 0.1
    done
}

# ask SQL: what the server answers to its superuser. Nobody else's programs reach the socket.
ask() {
    "$BIN/psql" --no-psqlrc --no-password --host="$socket" --port="$PORT" --username="$(<"$MOUNT/superuser")" \
        --dbname=postgres --tuples-only --no-align --command="$1"
}
