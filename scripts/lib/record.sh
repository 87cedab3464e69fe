# shellcheck shell=bash
# The record of a sync, as read-sync-record.sh prints it.

record() {
    local files directories bytes transferred
    transferred=$(total 'Number of regular files transferred')
    if ((transferred + vanished)) || ((EUID != 0)); then
        # What rsync says is what it first saw of the source, which may have changed while it was copied; who is not root makes no device nodes.
        read -r files directories bytes _ < <(count_tree "$DLPX_MOUNT_PATH")
    else
        # Without the root.
        directories=$(($(count 'Number of files' dir) - 1))
        files=$(($(count 'Number of files') - directories - 1))
        bytes=$(count 'Total file size')
    fi
    put mode "$mode"
    put sourcePath "$DLPX_SOURCE_PATH"
    put files "$files"
    put directories "$directories"
    put bytes "$bytes"
    put transferredFiles "$transferred"
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
