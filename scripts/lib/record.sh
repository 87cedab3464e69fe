# shellcheck shell=bash
# The record of a sync, as read-sync-record.sh prints it.

record() {
    put mode "$mode"
    put sourcePath "$DLPX_SOURCE_PATH"
    # What the last run found, without the root, and what all runs did.
    awk -F ': ' '
        $1 == "Number of files" { all = $2 + 0; directories = match($0, /dir: [0-9]+/) ? substr($0, RSTART + 5, RLENGTH - 5) : 0 }
        $1 == "Total file size" { bytes = $2 + 0 }
        $1 == "Number of regular files transferred" { transferred += $2 }
        $1 == "Total transferred file size" { sent += $2 }
        $1 == "Number of deleted files" { deleted += $2 }
        END {
            printf "files=%.0f\ndirectories=%.0f\nbytes=%.0f\n", all - directories, directories - 1, bytes
            printf "transferredFiles=%.0f\ntransferredBytes=%.0f\ndeletedItems=%.0f\n", transferred, sent, deleted
        }' stats
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
