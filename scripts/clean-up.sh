#!/usr/bin/env bash
# Removes the folder of a dSource or a VDB below the scratch path, once what is mounted in it is unmounted.
#
# in:   DLPX_SCRATCH_PATH DLPX_GUID
# out:  nothing
# failures: guid-not-a-name; mount-in-use mount=…; folder-not-removed folder=…
# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/lib/result.sh"

[[ -d ${DLPX_SCRATCH_PATH:?} ]] || exit 0
[[ ${DLPX_GUID:?} != */* && $DLPX_GUID != . && $DLPX_GUID != .. ]] || fail guid-not-a-name
# Others may change folders on the way. So the folder is entered once, and all names are relative to it.
cd -- "$DLPX_SCRATCH_PATH" || fail folder-not-removed folder "$DLPX_SCRATCH_PATH/$DLPX_GUID"
folder=$(pwd -P) folder=${folder%/}/$DLPX_GUID

# Deleting would continue in what is mounted below. What is mounted last is unmounted first. The kernel escapes blanks
# and such by three octal digits, of which printf %b takes one more after a zero.
tac /proc/self/mountinfo | while read -r _ _ _ _ mount _; do
    printf -v mount %b "${mount//\\0/\\00}"
    [[ $mount/ != "$folder"/* ]] || (cd -- "${mount%/*}/" && [[ $(readlink /proc/self/cwd) == "${mount%/*}" ]] &&
        umount --no-canonicalize -- "./${mount##*/}") || fail mount-in-use mount "$mount"
done

# Only root may delete from folders that are read-only.
((EUID == 0)) || find "./$DLPX_GUID" -type d ! -perm -u=rwx -exec chmod u+rwx {} \; 2>/dev/null || true
rm -rf --one-file-system -- "./$DLPX_GUID" || fail folder-not-removed folder "$folder"
