<#
.SYNOPSIS
Copies what "hangup checkup" reads from this Windows computer into one ZIP.

.DESCRIPTION
For Windows 10 and 11 with Windows PowerShell 5.1. Run it as administrator.
It sends nothing, installs nothing and changes nothing on this computer. It writes one folder and one
ZIP to the destination, and removes the folder again when the ZIP is whole.

.EXAMPLE
powershell -ExecutionPolicy Bypass -File E:\collect.ps1 -Destination E:\
#>
[CmdletBinding()]
param(
    # Where the ZIP goes: best a USB stick. Without it, the desktop.
    [string]$Destination = [Environment]::GetFolderPath('Desktop'),
    # The drive that holds Windows.
    [string]$Drive = $env:SystemDrive,
    # Say what would be copied, and copy nothing.
    [switch]$ListOnly
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

# A larger single file is named and left out.
$FileBytesMax = 1GB
# So much is copied in all.
$AllBytesMax = 8GB

$Stamp = [DateTime]::UtcNow.ToString('yyyyMMdd-HHmmss')
$Target = Join-Path $Destination "checkup-$Stamp"
$Zip = "$Target.zip"
$script:Copied = New-Object System.Collections.ArrayList
$script:Failed = 0
$script:Bytes = 0

function Write-Line([string]$Text) {
    Write-Host $Text
    if (-not $ListOnly -and (Test-Path -LiteralPath $Target)) {
        $line = [DateTime]::UtcNow.ToString('u') + '  ' + $Text
        Add-Content -LiteralPath (Join-Path $Target 'collect.log') -Value $line -Encoding UTF8
    }
}

function Write-Failure([string]$What, $Problem) {
    $script:Failed = $script:Failed + 1
    Write-Line ("NOT COPIED  {0}: {1}" -f $What, $Problem)
}

# The place in the copy of a path on the drive: C:\Users\x becomes Users\x.
function Get-Place([string]$Path) {
    $place = $Path -replace '^[A-Za-z]:\\', ''
    $full = Join-Path $Target $place
    $folder = Split-Path -Parent $full
    if (-not (Test-Path -LiteralPath $folder)) {
        New-Item -ItemType Directory -Path $folder -Force | Out-Null
    }
    return $full
}

# Notes a copy for the manifest.
function Add-Copy([string]$From, [string]$To) {
    $bytes = (Get-Item -LiteralPath $To -Force).Length
    $script:Bytes = $script:Bytes + $bytes
    [void]$script:Copied.Add(@{ From = $From; To = $To; Bytes = $bytes })
}

# Copies a file that others may have open; the times are kept.
function Copy-One([string]$Path) {
    try {
        $item = Get-Item -LiteralPath $Path -Force
        # Neither a link nor a file that only a cloud has.
        if ($item.Attributes -band [IO.FileAttributes]::ReparsePoint) { return }
        if ($item.Length -gt $FileBytesMax) { Write-Failure $Path 'too large'; return }
        if ($script:Bytes + $item.Length -gt $AllBytesMax) { Write-Failure $Path 'the copy is full'; return }
        Write-Line "copy  $Path"
        if ($ListOnly) { return }
        $to = Get-Place $Path
        if (Test-Path -LiteralPath $to) { return }
        $share = [IO.FileShare]::ReadWrite -bor [IO.FileShare]::Delete
        $in = New-Object IO.FileStream($Path, [IO.FileMode]::Open, [IO.FileAccess]::Read, $share)
        try {
            $out = New-Object IO.FileStream($to, [IO.FileMode]::CreateNew, [IO.FileAccess]::Write)
            try { $in.CopyTo($out) } finally { $out.Dispose() }
        } finally { $in.Dispose() }
        (Get-Item -LiteralPath $to -Force).LastWriteTimeUtc = $item.LastWriteTimeUtc
        Add-Copy $Path $to
    } catch { Write-Failure $Path $_.Exception.Message }
}

# Copies the files of a folder that fit one of the patterns; links are not followed.
function Copy-Folder([string]$Folder, [string[]]$Patterns, [int]$Depth) {
    if (-not (Test-Path -LiteralPath $Folder)) { return }
    try {
        foreach ($item in Get-ChildItem -LiteralPath $Folder -Force) {
            if ($item.Attributes -band [IO.FileAttributes]::ReparsePoint) { continue }
            if ($item.PSIsContainer) {
                if ($Depth -gt 0) { Copy-Folder $item.FullName $Patterns ($Depth - 1) }
                continue
            }
            foreach ($pattern in $Patterns) {
                if ($item.Name -like $pattern) { Copy-One $item.FullName; break }
            }
        }
    } catch { Write-Failure $Folder $_.Exception.Message }
}

# Runs a program of Windows that writes one file.
function Save-With([string]$Program, [string[]]$Arguments, [string]$From, [string]$To) {
    Write-Line "save  $From"
    if ($ListOnly) { return }
    try {
        # What a program says on its error stream must not end the script: its exit code decides.
        $ErrorActionPreference = 'Continue'
        $said = & $Program @Arguments 2>&1 | Out-String
        if ($LASTEXITCODE -ne 0) { Write-Failure $From $said.Trim(); return }
        if (Test-Path -LiteralPath $To) { Add-Copy $From $To }
    } catch { Write-Failure $From $_.Exception.Message }
}

# Event logs, exported by Windows itself, so that the latest entries are there.
function Save-EventLogs {
    $logs = "$Drive\Windows\System32\winevt\Logs"
    foreach ($name in (& wevtutil.exe el)) {
        $file = "$logs\" + $name.Replace('/', '%4') + '.evtx'
        if (-not (Test-Path -LiteralPath $file)) { continue }
        # A log without an entry is not worth a copy.
        $info = Get-WinEvent -ListLog $name -ErrorAction SilentlyContinue
        if ($info -and $info.RecordCount -eq 0) { continue }
        $to = if ($ListOnly) { $file } else { Get-Place $file }
        Save-With 'wevtutil.exe' @('epl', $name, $to) $file $to
    }
}

# Parts of the registry that are in use can only be saved by Windows itself.
function Save-Registry {
    foreach ($hive in 'SYSTEM', 'SOFTWARE', 'SAM') {
        $file = "$Drive\Windows\System32\config\$hive"
        $to = if ($ListOnly) { $file } else { Get-Place $file }
        Save-With 'reg.exe' @('save', "HKLM\$hive", $to, '/y') $file $to
    }
    foreach ($user in Get-UserFolders) {
        $file = Join-Path $user.Path 'NTUSER.DAT'
        if (Test-Path -LiteralPath "Registry::HKEY_USERS\$($user.Sid)") {
            $to = if ($ListOnly) { $file } else { Get-Place $file }
            Save-With 'reg.exe' @('save', "HKU\$($user.Sid)", $to, '/y') $file $to
        } elseif (Test-Path -LiteralPath $file) {
            Copy-One $file
        }
    }
}

# The folders of people, and of the accounts under which services run.
function Get-UserFolders {
    $list = 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList'
    foreach ($key in Get-ChildItem -LiteralPath $list) {
        $path = $key.GetValue('ProfileImagePath')
        if ($path -and (Test-Path -LiteralPath $path)) {
            New-Object PSObject -Property @{ Sid = $key.PSChildName; Path = $path }
        }
    }
    $service = "$Drive\Windows\SysWOW64\config\systemprofile"
    New-Object PSObject -Property @{ Sid = 'service'; Path = $service }
}

# Logs and settings of remote-control programs: no programs, only what they wrote.
function Copy-RemoteTools {
    $names = 'AnyDesk', 'TeamViewer', 'ScreenConnect Client*', 'RustDesk', 'UltraViewer', 'SupremoRemoteDesktop',
        'Splashtop', 'ZohoMeeting', 'LogMeIn', 'LogMeIn Rescue*', 'GoTo*', 'DWAgent*', 'AweSun', 'HopToDesk', 'Atera*', 'QuickAssist'
    $written = '*.trace', '*.txt', '*.log', '*.conf', '*.config', '*.ini', '*.toml', '*.xml', '*.json'
    $roots = @("$Drive\ProgramData", "$Drive\Program Files", "${Drive}\Program Files (x86)")
    foreach ($user in Get-UserFolders) {
        $roots += Join-Path $user.Path 'AppData\Roaming'
        $roots += Join-Path $user.Path 'AppData\Local'
        $roots += Join-Path $user.Path 'AppData\Local\Temp'
        $roots += Join-Path $user.Path 'Downloads'
    }
    foreach ($root in $roots) {
        foreach ($name in $names) {
            foreach ($folder in @(Get-Item -Path (Join-Path $root $name) -Force -ErrorAction SilentlyContinue)) {
                if ($folder.PSIsContainer) { Copy-Folder $folder.FullName $written 6 }
            }
        }
    }
    foreach ($user in Get-UserFolders) {
        Copy-Folder (Join-Path $user.Path 'Downloads') @('ad.trace', 'ad_svc.trace', 'connection_trace.txt') 1
    }
}

# What was downloaded: names and where from, never the files themselves.
function Save-Downloads([string]$Folder) {
    if (-not (Test-Path -LiteralPath $Folder)) { return }
    foreach ($item in Get-ChildItem -LiteralPath $Folder -Force -ErrorAction SilentlyContinue) {
        if ($item.PSIsContainer) { continue }
        try {
            $mark = Get-Content -LiteralPath $item.FullName -Stream 'Zone.Identifier' -ErrorAction SilentlyContinue
            if (-not $mark) { continue }
            Write-Line "mark  $($item.FullName)"
            if ($ListOnly) { continue }
            $to = Get-Place ($item.FullName + '_Zone.Identifier')
            Set-Content -LiteralPath $to -Value $mark -Encoding UTF8
            (Get-Item -LiteralPath $to -Force).LastWriteTimeUtc = $item.LastWriteTimeUtc
            Add-Copy ($item.FullName + ':Zone.Identifier') $to
        } catch { Write-Failure $item.FullName $_.Exception.Message }
    }
}

# Which pages were opened; passwords and cookies are other files and are not copied.
function Copy-Browsers([string]$User) {
    $chromium = 'AppData\Local\Google\Chrome\User Data', 'AppData\Local\Microsoft\Edge\User Data',
        'AppData\Local\BraveSoftware\Brave-Browser\User Data', 'AppData\Roaming\Opera Software'
    foreach ($folder in $chromium) {
        Copy-Folder (Join-Path $User $folder) @('History', 'History-wal', 'History-shm', 'History-journal') 2
    }
    $firefox = Join-Path $User 'AppData\Roaming\Mozilla\Firefox\Profiles'
    Copy-Folder $firefox @('places.sqlite', 'places.sqlite-wal', 'places.sqlite-shm') 2
}

function Copy-UserTraces {
    foreach ($user in Get-UserFolders) {
        $path = $user.Path
        Save-Downloads (Join-Path $path 'Downloads')
        Save-Downloads (Join-Path $path 'Desktop')
        Copy-Browsers $path
        Copy-Folder (Join-Path $path 'AppData\Roaming\Microsoft\Windows\PowerShell\PSReadLine') @('*.txt') 0
        Copy-Folder (Join-Path $path 'AppData\Roaming\Microsoft\Windows\Start Menu\Programs\Startup') @('*') 1
    }
}

function Copy-MachineTraces {
    Copy-Folder "$Drive\Windows\Prefetch" @('*.pf') 0
    Copy-Folder "$Drive\Windows\System32\Tasks" @('*') 8
    Copy-Folder "$Drive\Windows\Tasks" @('*.job') 0
    Copy-Folder "$Drive\Windows\System32\drivers\etc" @('hosts') 0
    Copy-Folder "$Drive\ProgramData\Microsoft\Windows\Start Menu\Programs\StartUp" @('*') 1
}

# What was copied, with SHA-256.
function Save-Manifest {
    $lines = foreach ($copy in $script:Copied) {
        $sum = (Get-FileHash -LiteralPath $copy.To -Algorithm SHA256).Hash.ToLowerInvariant()
        $place = $copy.To.Substring($Target.Length + 1)
        '{0}  {1}  {2}' -f $sum, $copy.Bytes, $place
    }
    $head = "made $([DateTime]::UtcNow.ToString('u')) on $env:COMPUTERNAME, time zone $([TimeZoneInfo]::Local.Id)"
    Set-Content -LiteralPath (Join-Path $Target 'manifest.txt') -Value (@($head) + @($lines)) -Encoding UTF8
}

function Test-Administrator {
    $me = New-Object Security.Principal.WindowsPrincipal([Security.Principal.WindowsIdentity]::GetCurrent())
    return $me.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
}

Write-Host 'This copies event logs, the registry, logs of remote-control programs, prefetch files, scheduled'
Write-Host 'tasks, start-up folders, browser histories and marks of downloads into one ZIP on this computer or'
Write-Host 'stick. Nothing is sent, and nothing on this computer is changed. The ZIP is personal: it tells which'
Write-Host 'pages were opened, and the registry holds sums of passwords. Give it only to whom you trust.'
Write-Host ''
if (-not (Test-Administrator)) {
    Write-Host 'Not run as administrator: the registry and some logs cannot be copied. The rest is.' -ForegroundColor Yellow
}
if (-not $ListOnly) { New-Item -ItemType Directory -Path $Target | Out-Null }

foreach ($step in 'Save-EventLogs', 'Save-Registry', 'Copy-RemoteTools', 'Copy-UserTraces', 'Copy-MachineTraces') {
    try { & $step } catch { Write-Failure $step $_.Exception.Message }
}

if ($ListOnly) { Write-Host 'Listed only; nothing was copied.'; return }
Save-Manifest
Write-Line ("{0} files copied, {1} could not be." -f $script:Copied.Count, $script:Failed)
Add-Type -AssemblyName System.IO.Compression.FileSystem
try {
    [IO.Compression.ZipFile]::CreateFromDirectory($Target, $Zip)
} catch {
    Write-Host "The ZIP could not be written: $($_.Exception.Message)"
    Write-Host "The copies lie in $Target; take that folder instead."
    return
}
Remove-Item -LiteralPath $Target -Recurse -Force
$sum = (Get-FileHash -LiteralPath $Zip -Algorithm SHA256).Hash.ToLowerInvariant()
Write-Host "Done: $Zip"
Write-Host "Its SHA-256 is $sum"
Write-Host 'Write that number down: it proves later that the ZIP was not changed.'
