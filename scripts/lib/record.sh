# shellcheck shell=bash
# The record of a sync, as read-sync-record.sh prints it.

record() {
    local all directories
    all=$(count 'Number of files')
    directories=$(count 'Number of files' dir)
    put mode "$mode"
    put sourcePath "$DLPX_SOURCE_PATH"
    put files $((all - directories))
    # Without the root.
    put directories $((directories - 1))
    put bytes "$(count 'Total file size')"
    put transferredFiles "$(total 'Number of regular files transferred')"
    put transferredBytes "$(total 'Total transferred file size')"
    put deletedItems "$(total 'Number of deleted files')"
    put healedFiles "$healed_files"
    put healedBytes "$healed_bytes"
    put sourceRsyncVersion "${found[rsync]}"
    put stagingRsyncVersion "$rsync_version"
    put startedAt "$started"
    put finishedAt "$(now)"
    [[ ! -e warnings ]] || cat warnings
}

now() {
    date -u +%Y-%m-%dT%H:%M:%SZ
}
