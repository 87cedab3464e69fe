# Removes what a VDB left below the scratch path, and nothing else. Doing it again does no harm.
#
# in:   DLPX_SCRATCH_PATH DLPX_GUID
# out:  nothing
# exit: 0
if (-not (Get-Command Write-Value -ErrorAction SilentlyContinue)) { . "$PSScriptRoot/lib/common.ps1" }

$folder = Join-Path $env:DLPX_SCRATCH_PATH $env:DLPX_GUID
if (Test-Path -LiteralPath $folder) { Remove-Item -LiteralPath $folder -Recurse -Force }
