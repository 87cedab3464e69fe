# What every script here begins with: strict mode, and how results and failures are printed.

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 2.0

# One line of the script's result on stdout. Backslash and newline are escaped, so that a value is always one line.
function Write-Value([string] $Key, [string] $Value) {
    [Console]::Out.Write($Key + '=' + $Value.Replace('\', '\\').Replace("`n", '\n') + "`n")
}

# A line for people, on stderr.
function Write-Note([string] $Text) {
    [Console]::Error.WriteLine($Text)
}

# Ends the script. Its header lists the codes.
function Exit-Script([int] $Code, [string] $Text) {
    Write-Note $Text
    exit $Code
}

# Ends the script with code 64 unless storage is mounted at a path. Without this, a delete would hit the host's own disk.
function Assert-Mounted([string] $Path) {
    $item = Get-Item -LiteralPath $Path -Force -ErrorAction SilentlyContinue
    if (-not $item -or -not ($item.Attributes -band [IO.FileAttributes]::ReparsePoint)) {
        Exit-Script 64 "The engine's storage is not mounted at $Path."
    }
}
