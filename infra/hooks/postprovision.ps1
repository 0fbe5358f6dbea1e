#requires -Version 7.3
# Gives the service its credential after the template made the vault and the identity: fills the vault's slots, or
# registers the identity at the application. A secret goes from the environment or the keyboard
# into a private file and from there to Azure: it is in no argument, no output and no file that stays.
#
#   (nothing)            checks the session key; sets the client secret if its slot is empty, or registers the
#                        app's identity as the credential of the application
#   -SetSecret NAME      sets a new version of that secret; the value is asked for or taken from SECRET_VALUE
#   -RotateSessionKey    adds a new version of the session key: 48 bytes from this machine's random source
#   -Expires YYYY-MM-DD  the day (UTC) at whose end the new version expires, or SECRET_EXPIRES; 30 days before, an
#                        alert says so. Without it nothing warns
#   -DryRun              says what would be done, and changes nothing
# The client secret is asked for, or taken from CLIENT_SECRET.
# Nothing else is taken: an option misspelt, or of the shell hook, would otherwise be passed over and the rest run.
[CmdletBinding(PositionalBinding = $false)]
param([switch] $DryRun, [ValidateNotNullOrEmpty()] [string] $Expires, [ValidateNotNullOrEmpty()] [string] $SetSecret, [switch] $RotateSessionKey)

$hook = 'postprovision'
. "$PSScriptRoot/lib.ps1"
. "$PSScriptRoot/vault.ps1"
. "$PSScriptRoot/federation.ps1"

$expiryDay = if ($Expires) { $Expires } else { $env:SECRET_EXPIRES }

# Taken out of the environment at once, so that no program started from here inherits them.
$givenClientSecret = $env:CLIENT_SECRET
$givenValue = $env:SECRET_VALUE
Remove-Item Env:CLIENT_SECRET, Env:SECRET_VALUE -ErrorAction SilentlyContinue

function Invoke-Hook {
    if ($RotateSessionKey) {
        $expiry = Get-Expiry
        $bytes = [Security.Cryptography.RandomNumberGenerator]::GetBytes(48)
        Set-Version 'session-key' ([Convert]::ToBase64String($bytes)) $expiry
        Write-Line 'sessions sealed with older versions go on until those are disabled.'
        return
    }
    Assert-NotStored 'CLIENT_SECRET'
    Assert-NotStored 'SECRET_VALUE'
    if ($SetSecret) {
        Assert-Name $SetSecret
        if ($SetSecret -ceq 'session-key') { Stop-Hook 'use -RotateSessionKey for the session key.' }
        if ((Get-SecretState $SetSecret) -eq 'absent') {
            Stop-Hook "'$SetSecret' has no slot; add it to ADDITIONAL_SECRET_NAMES and run 'azd provision', which also lets the service read it."
        }
        $expiry = Get-Expiry
        Set-Version $SetSecret (Get-Value $SetSecret $givenValue 'SECRET_VALUE') $expiry
        return
    }

    switch (Get-SecretState 'session-key') {
        'true' { Write-Line 'the session key is there.' }
        'false' { Stop-Hook "the newest version of 'session-key' is disabled; run with -RotateSessionKey to add one." }
        default { Stop-Hook "'session-key' is missing; run 'azd provision --no-state', which creates it. Without the option azd skips a template that did not change." }
    }

    $kind = Get-RequiredSetting 'SERVICE_CLIENT_AUTHENTICATION'
    switch -CaseSensitive ($kind) {
        'managed-identity' { Register-Identity }
        { $_ -cin 'client-secret', 'private-key-jwt' } {
            $slot = Get-RequiredSetting 'SERVICE_CLIENT_SLOT'
            Assert-Name $slot
            if ((Get-SecretState $slot) -eq 'true') {
                Write-Line "'$slot' is set; it is left as it is. (-SetSecret $slot sets a new version.)"
            }
            else {
                $expiry = Get-Expiry
                Set-Version $slot (Get-Value $slot $givenClientSecret 'CLIENT_SECRET') $expiry
            }
        }
        default { Stop-Hook "the credential kind '$kind' is not known." }
    }

    foreach ($slot in (Get-Setting 'SERVICE_FURTHER_SLOTS').Split(',', [StringSplitOptions] 'RemoveEmptyEntries, TrimEntries')) {
        Assert-Name $slot
        if ((Get-SecretState $slot) -ne 'true') {
            Write-Line "'$slot' has no value yet; set it with: infra/hooks/postprovision.ps1 -SetSecret $slot"
        }
    }
    Write-Line 'done.'
}

$work = New-PrivateFolder
$removals = Register-Removal $work
$status = $stopped
try {
    $vault = Get-RequiredSetting 'AZURE_KEY_VAULT_ID'
    $vaultName = Get-RequiredSetting 'AZURE_KEY_VAULT_NAME'
    Invoke-Hook
    $status = 0
}
catch {
    [Console]::Error.WriteLine($_.Exception.Message)
    $status = 1
}
finally { Close-Hook $status }
exit $status
