# Finds out what this host has to work with.
#
# in:   nothing
# out:  operatingSystem=...
# exit: 0
if (-not (Get-Command Write-Value -ErrorAction SilentlyContinue)) { . "$PSScriptRoot/lib/common.ps1" }

Write-Value operatingSystem ([Environment]::OSVersion.VersionString)
