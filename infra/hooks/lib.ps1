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

# Without a byte order mark: az would send it along.
function Write-PrivateFile([string] $Path, [string] $Text) {
    [IO.File]::WriteAllText($Path, $Text, [Text.UTF8Encoding]::new($false))
    if (-not $IsWindows) { [IO.File]::SetUnixFileMode($Path, [IO.UnixFileMode] 'UserRead, UserWrite') }
}

# az rest, with Azure's own words on failure. A message that repeats one of the needles is held back.
function Invoke-Azure([string[]] $Arguments, [string[]] $Needles = @()) {
    $errorFile = Join-Path $work 'az-error'
    $answer = & az rest --only-show-errors @Arguments 2>$errorFile
    if ($LASTEXITCODE -eq 0) { return "$($answer -join "`n")".Trim() }
    $message = if (Test-Path $errorFile) { [IO.File]::ReadAllText($errorFile) } else { '' }
    foreach ($needle in $Needles) {
        if ($needle -and $message.Contains($needle, [StringComparison]::Ordinal)) {
            $message = "${hook}: (Azure's message is held back: it repeats a secret.)"
        }
    }
    [Console]::Error.WriteLine($message.TrimEnd())
    return $null
}
