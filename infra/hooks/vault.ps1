# What postprovision does with the vault. Everything through the resource manager, so that nobody needs a right
# to read secrets, and a vault without public access can be filled from here.

$vaultApi = '2026-02-01'

# "true", "false", or "absent". Asks for the one secret: a list comes in pages, and a secret on a later page
# would look absent. The resource manager tells about it without giving its value away.
function Get-SecretState([string] $Name) {
    $state = ''
    $answer = Invoke-Az @('rest', '--method', 'get', '--url', "$vault/secrets/${Name}?api-version=$vaultApi", '--output', 'tsv',
        '--query', 'properties.attributes.enabled')
    if ($answer.Succeeded) { $state = $answer.Output.ToLowerInvariant() }
    elseif (Test-NotFound $answer.Message) { $state = 'absent' }
    else { Write-Complaint $answer.Message }
    if ($state -notin 'true', 'false', 'absent') {
        Stop-Hook "could not read the state of '$Name' in $vaultName; nothing was changed."
    }
    return $state
}

# az rest ends with 1 whatever the status was; only its words tell. Without a subscription, a group or a vault
# to look in, nothing is known of the secret.
function Test-NotFound([string] $Message) {
    return ($Message -replace '[\r\n]') -cmatch 'Not Found\(.*"code": *"(Secret|Resource)?NotFound"'
}

# The last second of that day (UTC) in seconds since 1970, or nothing where no day is given. The whole day counts:
# the service stops using a version when it expires, and an hour too early would be an outage.
function Get-Expiry {
    if (-not $expiryDay) { return $null }
    $day = [DateTimeOffset]::MinValue
    if (-not [DateTimeOffset]::TryParseExact($expiryDay, 'yyyy-MM-dd', [cultureinfo]::InvariantCulture,
            [Globalization.DateTimeStyles]::AssumeUniversal, [ref] $day)) {
        Stop-Hook "'$expiryDay' is no date; write the day on which the secret expires as YYYY-MM-DD."
    }
    if ($day.UtcDateTime -le [DateTime]::UtcNow) { Stop-Hook "'$expiryDay' is not in the future; nothing was changed." }
    return $day.ToUnixTimeSeconds() + 86399
}

# Writes the value as a new version of the secret.
function Set-Version([string] $Name, [string] $Value, [object] $Expiry) {
    $until = if ($Expiry) { ", which expires at the end of $expiryDay (UTC)" } else { '' }
    if ($DryRun) {
        Write-Line "would set a new version of '$Name' in $vaultName$until."
        return
    }
    $body = Join-Path $work 'body'
    $attributes = @{ enabled = $true }
    if ($Expiry) { $attributes.exp = $Expiry }
    $text = ConvertTo-Json -Compress -Depth 5 @{ properties = @{ attributes = $attributes; value = $Value } }
    Write-PrivateFile $body $text
    # However Azure might repeat it: as it is, as JSON writes it, or one line of it.
    $needles = @($Value, (ConvertTo-Json -Compress $Value).Trim('"')) + @($Value -split "`r?`n")
    $answer = Invoke-Azure @('--method', 'put', '--url', "$vault/secrets/${Name}?api-version=$vaultApi", '--body', "@$body",
        '--output', 'none') $needles
    Remove-Item $body
    if ($null -eq $answer) { Stop-Hook "could not set '$Name' in $vaultName; nothing was changed." }
    Write-Line "set a new version of '$Name' in $vaultName$until."
    if (-not $Expiry -and $Name -cne 'session-key') {
        Write-Line "'$Name' has no expiry date (-Expires YYYY-MM-DD): nothing warns before it expires at the provider."
    }
}

function Get-Value([string] $Name, [string] $Given, [string] $Variable) {
    if ($DryRun) { return '' }
    if ($Given) { return Get-Kept $Name $Given }
    if ([Console]::IsInputRedirected) {
        Stop-Hook "'$Name' has no value yet. Run this in a terminal, or set $Variable in the environment."
    }
    return Get-Kept $Name (Read-Host -Prompt "${hook}: value of '$Name' (not shown)" -MaskInput)
}

# The value as it is written. A line break at its end is of the file that it came from. Control characters, other
# than those of a text of several lines, are in no secret: a terminal puts them around what is pasted.
function Get-Kept([string] $Name, [string] $Value) {
    $kept = $Value -creplace '\r?\n?\z', ''
    if (-not $kept) { Stop-Hook "an empty value was given for '$Name'; nothing was changed." }
    if ($kept -cmatch '[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]') {
        Stop-Hook "the value for '$Name' holds a control character; nothing was changed. Give it without what a terminal adds."
    }
    return $kept
}

# azd keeps its environment in a file, as plain text, and hands it to every hook.
function Assert-NotStored([string] $Name) {
    if (-not (Get-Command azd -ErrorAction SilentlyContinue)) { return }
    $stored = & azd env get-value $Name 2>$null
    if ($LASTEXITCODE -ne 0 -or -not "$stored".Trim()) { return }
    $environmentName = Get-Setting 'AZURE_ENV_NAME'
    if (-not $environmentName) { $environmentName = '<environment>' }
    Stop-Hook "$Name stands in the azd environment: .azure/$environmentName/.env holds it as plain text. Delete its line there, renew the secret at the provider, and type the new one when asked, or set $Name for one command only."
}

function Assert-Name([string] $Name) {
    if ($Name -cnotmatch '\A[A-Za-z0-9-]+\z') { Stop-Hook "'$Name' is no name of a secret: letters, digits and hyphens." }
}
