# Brings all that was written at a mount path to the storage.
#
# in:   DLPX_MOUNT_PATH
# out:  nothing
# exit: 0; 64 storage not mounted
if (-not (Get-Command Write-Value -ErrorAction SilentlyContinue)) { . "$PSScriptRoot/lib/common.ps1" }

Assert-Mounted $env:DLPX_MOUNT_PATH
Get-Volume -FilePath $env:DLPX_MOUNT_PATH | Write-VolumeCache
