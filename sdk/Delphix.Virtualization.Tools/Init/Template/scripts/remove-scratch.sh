#!/usr/bin/env bash
# Removes what a dSource or a VDB left below the scratch path, and nothing else: what is mounted in there is unmounted. Doing it again does no harm.
#
# in:   DLPX_SCRATCH_PATH DLPX_GUID
# out:  nothing
# exit: 0; 90 something cannot be removed
declare -F put >/dev/null || for library in "${BASH_SOURCE[0]%/*}"/lib/*.sh; do . "$library"; done

[[ -d ${DLPX_SCRATCH_PATH:?} ]] || exit 0
[[ ${DLPX_GUID:?} != */* && $DLPX_GUID != . && $DLPX_GUID != .. ]] || fail 90 "$DLPX_GUID is no name of a folder."
folder=$(realpath -- "$DLPX_SCRATCH_PATH")
folder=${folder%/}/$DLPX_GUID

# Deleting would go on in what is mounted below. The kernel escapes blanks and such as printf %b knows them.
mounts=()
while read -r _ _ _ _ mount _; do
    printf -v mount %b "$mount"
    [[ $mount/ != "$folder"/* ]] || mounts=("$mount" "${mounts[@]}")
done </proc/self/mountinfo
for mount in "${mounts[@]}"; do
    umount -- "$mount" || fail 90 "$mount cannot be unmounted."
done

# Only root may delete from folders that are read-only.
((EUID == 0)) || [[ -L $folder || ! -d $folder ]] || find "$folder/" -type d ! -perm -u=rwx -exec chmod u+rwx {} \;
rm -rf --one-file-system -- "$folder" || fail 90 "$folder cannot be removed."
