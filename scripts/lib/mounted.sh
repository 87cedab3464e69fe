# shellcheck shell=bash
# The engine's storage at DLPX_MOUNT_PATH, and the folder DLPX_GUID below DLPX_SCRATCH_PATH, which belongs to one
# dSource or VDB.

# shellcheck source-path=SCRIPTDIR
. "${BASH_SOURCE[0]%/*}/result.sh"

# Where one of them is missing, the script ends here.
: "$DLPX_MOUNT_PATH" && scratch=$DLPX_SCRATCH_PATH/$DLPX_GUID && umask 077

# make_scratch: makes that folder, for nobody else. The umask does not count where the folder above has a default ACL.
# shellcheck disable=SC2174 # the folders above are there
make_scratch() { { { [[ -e $scratch ]] || mkdir -p -m 700 "$scratch"; } && is_private; } || fail scratch-not-own; }

# is_private: whether nobody else can change what the scripts find there.
is_private() { [[ $(stat --format=%u%A "$scratch") == "$EUID"drwx?-??-? ]]; }

# ask COMMAND...: sets answer to the first line that a command prints about storage. Fails when there is none within 10
# seconds. Storage that hangs may keep the command forever. So this does not wait for it, and the command holds neither
# the output of this script open, nor the lock whose descriptor is in $lock, where there is one.
ask() { read -r -t 10 answer < <(exec 2>/dev/null && { [[ -z ${lock:-} ]] || exec {lock}>&-; } && "$@"); }

# is_mounted [PATH]: whether storage is mounted there; mountpoint prints its device. An engine that may not mount, as it
# does not run as root, links a volume of its own instead.
is_mounted() { ask exec mountpoint -q -d -- "${1:-$DLPX_MOUNT_PATH}" || { ((EUID != 0)) && is_linked; }; }

is_linked() { [[ -L $DLPX_MOUNT_PATH && $(readlink -e -- "$DLPX_MOUNT_PATH/.") =~ /volumes/[0-9a-f]{32}(/|$) ]]; }

# mark: prints what tells the mounted storage from any other, as long as it is mounted: the file system, and the folder
# in it.
mark() { stat --format="$(stat -f --format=%i -- "$DLPX_MOUNT_PATH/.") %d:%i" -- "$DLPX_MOUNT_PATH/."; }

# is_own: whether the mounted storage is what configure.sh found, or configure.sh never ran.
is_own() {
    [[ ! -e $scratch/mount ]] || { ask mark && [[ $answer == "$(<"$scratch/mount")" ]]; }
}

# enter_storage: makes the storage that was configured the working directory.
enter_storage() { enter_mounted && { is_own || fail storage-not-own; }; }

# enter_mounted: makes the mounted storage the working directory, whether it is what was configured or not. Without it,
# a script would change the host's own disk. Names below it stay in the storage, also when that is unmounted later.
enter_mounted() {
    is_mounted || fail storage-not-mounted
    cd -- "$DLPX_MOUNT_PATH/." || fail storage-not-readable user "$(id -un)"
    # It may have been unmounted before that.
    is_mounted . || fail storage-not-mounted
    # Others who may change the way there could lead root to what is mounted elsewhere.
    ((EUID != 0)) || [[ $(readlink /proc/self/cwd) == "$DLPX_MOUNT_PATH" ]] || fail mount-path-not-own
    require_entered
}

# require_entered: fails unless the working directory is still the mounted storage: it may be unmounted at any time.
require_entered() { [[ . -ef $DLPX_MOUNT_PATH/. ]] || fail storage-not-mounted; }
