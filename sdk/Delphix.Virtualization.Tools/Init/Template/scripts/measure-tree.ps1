# Counts what is in the tree at a mount path.
#
# in:   DLPX_MOUNT_PATH
# out:  files=... (items that are not directories), bytes=... (their sizes); warning=... when a part of the tree cannot be read
# exit: 0; 64 storage not mounted
if (-not (Get-Command Write-Value -ErrorAction SilentlyContinue)) { . "$PSScriptRoot/lib/common.ps1" }

Assert-Mounted $env:DLPX_MOUNT_PATH
$files = [long] 0
$bytes = [long] 0
Get-ChildItem -LiteralPath $env:DLPX_MOUNT_PATH -Recurse -Force -File -ErrorAction SilentlyContinue -ErrorVariable unread |
    ForEach-Object { $files++; $bytes += $_.Length }
Write-Value files $files
Write-Value bytes $bytes
if ($unread) { Write-Value warning 'Some items could not be counted.' }
