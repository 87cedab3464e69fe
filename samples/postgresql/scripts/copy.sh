#!/usr/bin/env bash
# Copies a running cluster onto the mounted storage, with the WAL that makes the copy consistent by itself.
#
# in:   BIN, MOUNT; ADDRESS, PORT, LOGIN, PASSWORD of the source; RESYNC  whether all files are written anew
# failures: no-programs, no-answer, login-refused, other-version, has-tablespaces, backup-failed, not-replaced
# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/server.sh"
export PGHOST=$ADDRESS PGPORT=$PORT PGUSER=$LOGIN PGPASSWORD=${PASSWORD?} PGCONNECT_TIMEOUT=30
incoming=$MOUNT/incoming

for program in "$BIN"/{pg_basebackup,pg_isready,postgres,psql} rsync; do
    command -v "$program" >/dev/null || fail no-programs
done
"$BIN/pg_isready" --quiet --timeout=30 || fail no-answer
# In one connection of the kind that pg_basebackup makes, but with a database, which can be asked in SQL.
facts=$("$BIN/psql" --no-psqlrc --no-password --tuples-only --no-align 'dbname=postgres replication=database' \
    --command="SELECT current_setting('server_version_num')::int / 10000" \
    --command="SELECT rolname FROM pg_roles WHERE oid = 10" \
    --command="SELECT spcname FROM pg_tablespace WHERE spcname !~ '^pg_'") || fail login-refused
{ read -r version && read -r superuser && read -r -d '' tablespaces; } <<<"$facts" || true
[[ $("$BIN/postgres" --version) =~ \)\ ([0-9]+) && ${BASH_REMATCH[1]} == "$version" ]] || fail other-version
[[ -z $tablespaces ]] || { echo "$tablespaces" >&2 && fail has-tablespaces; }

# Beside the copy before, which stays as it is until this one is complete.
trap 'rm -rf -- "$incoming"' EXIT
rm -rf -- "$incoming"
"$BIN/pg_basebackup" --pgdata="$incoming" --wal-method=stream --checkpoint=fast --no-password --no-sync ||
    fail backup-failed

replace() {
    if [[ $RESYNC == true || ! -d $data ]]; then
        rm -rf -- "$data" && mv -- "$incoming" "$data"
    else
        # What has not changed is not written: snapshots share it. Times say nothing, as all files of a backup are new.
        rsync -a --delete --ignore-times --inplace --no-whole-file --block-size=8192 -- "$incoming/" "$data/"
    fi && printf '%s\n' "$superuser" >"$MOUNT/superuser" && sync --file-system -- "$data"
}
replace || fail not-replaced
