#!/usr/bin/env bash
# Makes a copy of a cluster a server of its own, and starts it. It may be run again at any time.
#
# in:   BIN, MOUNT; PORT and LISTEN_ADDRESSES of the server
# failures: no-cluster, port-taken, server-not-started, server-not-stopped
# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/server.sh"

# quoted TEXT: as a value of a configuration file.
quoted() {
    local text=${1//\\/\\\\}
    printf "'%s'" "${text//\'/\'\'}"
}

[[ -s $data/PG_VERSION && -s $MOUNT/superuser ]] || fail no-cluster
stop_server
! (: <>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null || fail port-taken

# A standby would continue following the source, and a recovery would ask the source's archive for more.
rm -f -- "$data/standby.signal" "$data/recovery.signal"

# Where it is and where it listens is its own. It never writes into the source's archive, nor takes from a publisher
# what is meant for the source. The source's certificates and folders for logs may not be here.
declare -A settings=(
    [data_directory]=$(quoted "$data")
    [hba_file]=$(quoted "$data/vdb_hba.conf")
    [external_pid_file]="''"
    [port]=$PORT
    [listen_addresses]=$(quoted "$LISTEN_ADDRESSES")
    [unix_socket_directories]=$(quoted "\"$socket\"")
    [archive_mode]=off
    [archive_command]="''"
    [restore_command]="''"
    [primary_conninfo]="''"
    [primary_slot_name]="''"
    [synchronous_standby_names]="''"
    [max_logical_replication_workers]=0
    [ssl]=off
    [logging_collector]=off
    [log_destination]="'stderr'"
)
for name in "${!settings[@]}"; do echo "$name = ${settings[$name]}"; done >"$data/vdb.conf"
# Debian keeps the configuration elsewhere, so that a backup has none.
touch -- "$data/postgresql.conf" "$data/postgresql.auto.conf"
grep -qxF "include 'vdb.conf'" "$data/postgresql.conf" || printf "\ninclude 'vdb.conf'\n" >>"$data/postgresql.conf"
# What ALTER SYSTEM set counts more than a file that is included.
names=$(IFS='|' && echo "${!settings[*]}")
sed -i -E "/^($names) /d" "$data/postgresql.auto.conf"

# Who may log in over the network is as at the source. The socket is in a folder that only this user may enter.
{
    echo 'local all all trust'
    cat -- "$data/pg_hba.conf" 2>/dev/null || echo 'host all all samehost md5'
} >"$data/vdb_hba.conf"

start_server
