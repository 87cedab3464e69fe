#!/usr/bin/env bash
# Installs what building, testing and the demo need and this machine lacks. Installs nothing when nothing is missing.
#
# in:   postgresql as the first argument: also a PostgreSQL server, which only tests need; those skip themselves without one
#
# exit: 0 when everything is there; 1 when something is missing that this user may not install: the text says what
set -euo pipefail

# Each program, and the Debian package that has it.
declare -A packages=(
    [expect]=expect
    [fish]=fish
    [flake8]=flake8
    [gawk]=gawk
    [mawk]=mawk
    [mypy]=mypy
    [openssl]=openssl
    [python3]=python3
    [rsync]=rsync
    [ssh]=openssh-client
    [sshd]=openssh-server
    [strace]=strace
    [tcsh]=tcsh
    [mkfs.btrfs]=btrfs-progs
    [shellcheck]=shellcheck
    [shfmt]=shfmt
)

# Debian has the programs of PostgreSQL's servers in a folder for each version.
servers=(/usr/lib/postgresql/*/bin/initdb)

# Programs for administrators are often not on the PATH of an ordinary user.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

missing=()
for program in "${!packages[@]}"; do
    command -v "$program" >/dev/null || missing+=("${packages[$program]}")
done

[[ ${1-} != postgresql || -x ${servers[0]} ]] || missing+=(postgresql)

if ! command -v dotnet >/dev/null; then
    echo "The .NET SDK 10 is not installed: see https://learn.microsoft.com/dotnet/core/install/linux" >&2
    exit 1
fi
((${#missing[@]})) || exit 0

install=(apt-get install --yes --quiet --no-install-recommends "${missing[@]}")
as_root=()
((EUID == 0)) || as_root=(sudo --non-interactive)
if command -v apt-get >/dev/null && "${as_root[@]}" true 2>/dev/null; then
    echo "Installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    "${as_root[@]}" apt-get update --quiet
    # Tests make clusters of their own: the package is not to make one, and run it, this once.
    none=/etc/postgresql-common/createcluster.d/dvp-none.conf
    if [[ ${1-} == postgresql ]]; then
        "${as_root[@]}" mkdir -p "${none%/*}"
        echo 'create_main_cluster = false' | "${as_root[@]}" tee "$none" >/dev/null
    fi
    "${as_root[@]}" "${install[@]}"
    "${as_root[@]}" rm -f "$none"
elif [[ ${missing[*]} == postgresql ]]; then
    echo "PostgreSQL is not installed: the tests that need it will be skipped. Install it as root, on Debian with: ${install[*]}" >&2
else
    echo "Not installed: ${missing[*]}. Install them as root, on Debian with: ${install[*]}" >&2
    exit 1
fi
