#requires -Version 7.3
# Subscribes the service to the vault's events, so that a changed secret is read at once and not at the next
# refresh. Without it the service works all the same: the refresh interval is enough.
#
#   -DryRun  says what would be done, and changes nothing
#   -Force   subscribes again, for example after the function's key was renewed
# Nothing else is taken: an option misspelt, or of the shell hook, would otherwise be passed over and the rest run.
[CmdletBinding(PositionalBinding = $false)]
param([switch] $DryRun, [switch] $Force)

$hook = 'postdeploy'
. "$PSScriptRoot/lib.ps1"

$functionName = 'VaultEvents'
$subscriptionName = 'vault-to-service'
$webApi = '2025-03-01'
$eventApi = '2025-02-15'
# A new front takes minutes until every edge knows it, and a new function some seconds until it is listed.
$attempts = if ($env:HOOK_ATTEMPTS) { [int] $env:HOOK_ATTEMPTS } else { 20 }
$delay = if ($env:HOOK_DELAY) { [int] $env:HOOK_DELAY } else { 30 }

# In Event Grid's own schema the handshake is a POST like every event, which every front lets through.
function New-Subscription([string] $Address) {
    return ConvertTo-Json -Compress -Depth 6 @{
        properties = @{
            eventDeliverySchema = 'EventGridSchema'
            filter              = @{
                includedEventTypes = @('Microsoft.KeyVault.SecretNewVersionCreated',
                    'Microsoft.KeyVault.SecretNearExpiry', 'Microsoft.KeyVault.SecretExpired')
            }
            destination         = @{
                endpointType = 'WebHook'
                properties   = @{ minimumTlsVersionAllowed = '1.2'; endpointUrl = $Address }
            }
        }
    }
}

function Invoke-Hook {
    $app = Get-RequiredSetting 'AZURE_FUNCTION_APP_ID'
    $topic = Get-RequiredSetting 'AZURE_EVENT_TOPIC_ID'
    $endpoint = (Get-RequiredSetting 'SERVICE_PUBLIC_ORIGIN') + '/api/events/vault'
    $subscription = "$topic/eventSubscriptions/${subscriptionName}?api-version=$eventApi"

    # On Flex Consumption the list is often the old one until an instance has started with the new code and
    # somebody asks for the triggers to be read again.
    for ($attempt = 1; ; $attempt++) {
        $found = Invoke-Azure @('--method', 'get', '--url', "$app/functions?api-version=$webApi", '--output', 'tsv',
            '--query', "value[?ends_with(name, '/$functionName')].name")
        if ($null -eq $found) { Stop-Hook 'could not list the functions of the app.' }
        if ($found) { break }
        if ($DryRun -or $attempt -ge $attempts) {
            Write-Line "skipped: the deployed version has no function $functionName (or Azure does not list it yet)."
            Write-Line 'secrets are renewed at the refresh interval. To try again: infra/hooks/postdeploy.ps1'
            return
        }
        Write-Line "$functionName is not listed yet (attempt $attempt of $attempts); asking Azure to read the functions again."
        $answer = Invoke-Azure @('--method', 'post', '--url', "$app/host/default/sync?api-version=$webApi", '--output', 'none')
        if ($null -eq $answer) { Write-Line 'Azure could not read them; the app may still be starting.' }
        Start-Sleep -Seconds $delay
    }

    $subscribed = Invoke-Azure @('--method', 'get', '--url', "$topic/eventSubscriptions?api-version=$eventApi", '--output', 'tsv',
        '--query', "value[?name=='$subscriptionName' && properties.provisioningState=='Succeeded'].properties.destination.properties.endpointBaseUrl")
    if ($null -eq $subscribed) { Stop-Hook 'could not list the event subscriptions of the vault.' }
    if (-not $Force -and $subscribed -ceq $endpoint) {
        Write-Line "the vault's events already go to $endpoint."
        return
    }
    if ($DryRun) {
        Write-Line "would subscribe $endpoint to the vault's events."
        return
    }

    $key = Invoke-Azure @('--method', 'post', '--url', "$app/functions/$functionName/listkeys?api-version=$webApi",
        '--query', 'default', '--output', 'tsv')
    if ($null -eq $key) { Stop-Hook "could not read the key of $functionName." }
    if (-not $key) { Stop-Hook "the function $functionName has no key named 'default'." }

    # The key is part of the address Event Grid calls; Azure treats that address as a secret and never shows it.
    $encoded = [Uri]::EscapeDataString($key)
    $body = Join-Path $work 'body'
    Write-PrivateFile $body (New-Subscription "${endpoint}?code=$encoded")

    $state = 'absent'
    for ($attempt = 1; $attempt -le $attempts; $attempt++) {
        # While Azure is at it, a second request would only disturb the first.
        if ($state -notin 'Creating', 'Updating') {
            $answer = Invoke-Azure @('--method', 'put', '--url', $subscription, '--body', "@$body", '--output', 'none') @($key, $encoded)
            if ($null -eq $answer) { Write-Line 'Azure refused the subscription; the endpoint may not answer yet.' }
        }
        Start-Sleep -Seconds $delay
        $state = Invoke-Azure @('--method', 'get', '--url', $subscription, '--query', 'properties.provisioningState', '--output', 'tsv') @($key, $encoded)
        if ($null -eq $state) { $state = 'absent' }
        if ($state -ceq 'Succeeded') {
            Write-Line "subscribed $endpoint to the vault's events."
            return
        }
        Write-Line "not subscribed yet ($state, attempt $attempt of $attempts); a new front takes minutes to spread."
    }
    Stop-Hook "the handshake with $endpoint did not succeed. The service works without; to try again: infra/hooks/postdeploy.ps1"
}

$work = New-PrivateFolder
$removals = Register-Removal $work
$status = $stopped
try {
    Invoke-Hook
    $status = 0
}
catch {
    [Console]::Error.WriteLine($_.Exception.Message)
    $status = 1
}
finally { Close-Hook $status }
exit $status
