#!/usr/bin/env bash
# Makes a plugin in an empty folder, of nothing but packages; tests it, and builds its artifact.
#
# usage: build/check-packages.sh FOLDER
#   FOLDER: where the packages are
# exit: 0 when all of it worked
set -euo pipefail

packages=$(realpath -- "$1")
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

# The packages of others are those that this machine has. Of ours it may have an older build, so it starts without.
mkdir "$work/nuget"
for package in "${NUGET_PACKAGES:-$HOME/.nuget/packages}"/*; do
    [[ ${package##*/} == delphix.* ]] || ln -s -- "$package" "$work/nuget/"
done
export NUGET_PACKAGES=$work/nuget NuGetAudit=false PATH=$work/tools:$PATH
cd -- "$work"

dotnet tool install Delphix.Virtualization.Tools --tool-path tools --source "$packages" >/dev/null
dotnet new install --debug:custom-hive "$work/hive" "$packages"/Delphix.Virtualization.Templates.*.nupkg >/dev/null
dotnet new delphix-plugin --debug:custom-hive "$work/hive" --no-update-check -n mine -s STAGED -t UNIX -o mine >/dev/null
rm -r mine/packages
ln -s -- "$packages" mine/packages
make -C mine --no-print-directory test build
