# Makes the tree at a mount path equal to a directory of the same host. Replace this with how your data source gives its data.
#
# in:   DLPX_SOURCE_PATH DLPX_MOUNT_PATH
# out:  nothing
# exit: 0; 64 storage not mounted; 65 no such directory; others are robocopy's
if (-not (Get-Command Write-Value -ErrorAction SilentlyContinue)) { . "$PSScriptRoot/lib/common.ps1" }

Assert-Mounted $env:DLPX_MOUNT_PATH
if (-not (Test-Path -LiteralPath $env:DLPX_SOURCE_PATH -PathType Container)) {
    Exit-Script 65 "$env:DLPX_SOURCE_PATH is not a directory."
}
robocopy $env:DLPX_SOURCE_PATH $env:DLPX_MOUNT_PATH /MIR /COPY:DAT /DCOPY:DAT /XJ /R:2 /W:5 /NP /NFL /NDL /XD 'System Volume Information' '$RECYCLE.BIN' |
    ForEach-Object { Write-Note $_ }
# Codes below 8 tell what was copied.
if ($LASTEXITCODE -ge 8) { exit $LASTEXITCODE }
exit 0
