using namespace System.Linq.Expressions
using namespace System.Runtime.InteropServices

# Shared by the hooks: values of the azd environment, a private folder for secrets on their way, messages.

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
# az tells by its exit code; each call here looks at it and says what it was about.
$PSNativeCommandUseErrorActionPreference = $false

function Write-Line([string] $Text) { [Console]::Out.WriteLine("${hook}: $Text") }

function Stop-Hook([string] $Text) { throw "${hook}: error: $Text" }

# azd gives a hook the environment's values as variables; a hook started by hand asks azd for them.
function Get-Setting([string] $Name) {
    $found = [Environment]::GetEnvironmentVariable($Name)
    if ($null -eq $found -and (Get-Command azd -ErrorAction SilentlyContinue)) {
        $found = & azd env get-value $Name 2>$null
        if ($LASTEXITCODE -ne 0) { $found = '' }
    }
    return "$found".Trim()
}

function Get-RequiredSetting([string] $Name) {
    $found = Get-Setting $Name
    if (-not $found) {
        Stop-Hook "$Name is not known; run 'azd provision' first, or select the environment with 'azd env select'."
    }
    return $found
}

# Whatever holds a secret stands in a folder that only this user can open. On Windows the user's own
# temporary folder is closed to others already.
function New-PrivateFolder {
    $path = Join-Path ([IO.Path]::GetTempPath()) ([IO.Path]::GetRandomFileName())
    if ($IsWindows) { [void] [IO.Directory]::CreateDirectory($path) }
    else { [void] [IO.Directory]::CreateDirectory($path, [IO.UnixFileMode] 'UserRead, UserWrite, UserExecute') }
    return $path
}

# Takes the folder away when the process is told to end: by a signal, or on Windows by the window that is closed. That
# is heard on a thread of its own, where no script block can run, and a compiled expression can. To be kept: what is
# returned hears nothing any more once it is collected.
function Register-Removal([string] $Path) {
    $delete = [Expression]::Call([IO.Directory].GetMethod('Delete', [type[]] ([string], [bool])),
        [Expression]::Constant($Path), [Expression]::Constant($true))
    $attempt = [Expression]::TryCatch($delete, [Expression]::Catch([IO.IOException], [Expression]::Empty()))
    $handler = [Expression]::Lambda([Action[PosixSignalContext]], $attempt, [Expression]::Parameter([PosixSignalContext])).Compile()
    return [PosixSignal]::SIGTERM, [PosixSignal]::SIGHUP | ForEach-Object { [PosixSignalRegistration]::Create($_, $handler) }
}

# The status of a hook that neither came to its end nor failed: somebody pressed Ctrl+C, as the shell hooks have it.
$stopped = 130

# Nothing stays, however the hook ends. PowerShell calls a script that was stopped a success, unless its host is told;
# but that ends the host, which may be somebody's window.
function Close-Hook([int] $Status) {
    Remove-Item -Recurse -Force $work
    foreach ($removal in $removals) { $removal.Dispose() }
    if ($Status -eq $stopped -and [Environment]::CommandLine.Contains("$hook.ps1", [StringComparison]::OrdinalIgnoreCase)) { $Host.SetShouldExit($Status) }
}

# Without a byte order mark: az would send it along.
function Write-PrivateFile([string] $Path, [string] $Text) {
    [IO.File]::WriteAllText($Path, $Text, [Text.UTF8Encoding]::new($false))
    if (-not $IsWindows) { [IO.File]::SetUnixFileMode($Path, [IO.UnixFileMode] 'UserRead, UserWrite') }
}

# az, and what it said. Where its configuration says so, az writes every request with its body into a log file;
# not from here, and afterwards the shell that this runs in has its own way again.
function Invoke-Az([string[]] $Arguments) {
    $errorFile = Join-Path $work 'az-error'
    $before = $env:AZURE_LOGGING_ENABLE_LOG_FILE
    $env:AZURE_LOGGING_ENABLE_LOG_FILE = 'false'
    try { $answer = & az @Arguments --only-show-errors 2>$errorFile }
    finally { $env:AZURE_LOGGING_ENABLE_LOG_FILE = $before }
    $succeeded = $LASTEXITCODE -eq 0
    $message = if (Test-Path $errorFile) { [IO.File]::ReadAllText($errorFile) } else { '' }
    return @{ Succeeded = $succeeded; Output = "$($answer -join "`n")".Trim(); Message = $message }
}

# A message that repeats one of the needles is held back.
function Write-Complaint([string] $Message, [string[]] $Needles = @()) {
    foreach ($needle in $Needles) {
        if ($needle -and $Message.Contains($needle, [StringComparison]::Ordinal)) {
            $Message = "${hook}: (Azure's message is held back: it repeats a secret.)"
        }
    }
    [Console]::Error.WriteLine($Message.TrimEnd())
}

# az rest, with Azure's own words on failure. Addresses without a host mean the resource manager of the cloud
# that az is signed in to.
function Invoke-Azure([string[]] $Arguments, [string[]] $Needles = @()) {
    $answer = Invoke-Az (@('rest') + $Arguments)
    if ($answer.Succeeded) { return $answer.Output }
    Write-Complaint $answer.Message $Needles
    return $null
}
