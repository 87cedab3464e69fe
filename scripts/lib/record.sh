# shellcheck shell=bash
# The record of a sync, as read-sync-record.sh prints it.

record() {
    local files directories bytes transferred transferred_bytes deleted
    read -r transferred transferred_bytes deleted files directories bytes < <(
        count '+Number of regular files transferred' '+Total transferred file size' '+Number of deleted files' 'Number of files' 'Number of files: dir' 'Total file size'
    )
    # Without the root.
    files=$((files - directories)) directories=$((directories - 1))
    if ((transferred + vanished)) || ((EUID != 0)); then
        # What rsync says is what it first saw of the source, which may have changed while it was copied; who is not root makes no device nodes.
        read -r files directories bytes _ < <(count_tree "$DLPX_MOUNT_PATH")
    fi
    put mode "$mode"
    put sourcePath "$DLPX_SOURCE_PATH"
    put files "$files"
    put directories "$directories"
    put bytes "$bytes"
    put transferredFiles "$transferred"
    put transferredBytes "$transferred_bytes"
    put deletedItems "$deleted"
    put healedFiles "$healed_files"
    put healedBytes "$healed_bytes"
    put sourceRsyncVersion "${found[rsync]}"
    put stagingRsyncVersion "${here[rsync]}"
    put startedAt "$started"
    put finishedAt "$(now)"
    [[ ! -e warnings ]] || cat warnings
}

now() {
    TZ=UTC0 printf '%(%Y-%m-%dT%H:%M:%SZ)T' -1
}
