# What postprovision does with the application registration: the app's identity as its credential (Entra ID).
# Nothing in it is a secret. Whoever deploys may have no right to change the registration, or even to look at
# it; then the one command that is missing is printed, and the deployment goes on.

$federationAudience = 'api://AzureADTokenExchange'

function Register-Identity {
    $environmentName = Get-RequiredSetting 'AZURE_ENV_NAME'
    $clientId = Get-RequiredSetting 'SERVICE_CLIENT_ID'
    $issuer = Get-RequiredSetting 'SERVICE_FEDERATION_ISSUER'
    $subject = Get-RequiredSetting 'SERVICE_IDENTITY_PRINCIPAL_ID'
    $credential = "token-exchange-$environmentName"
    $parameters = ConvertTo-Json -Compress ([ordered]@{ name = $credential; issuer = $issuer; subject = $subject; audiences = @($federationAudience) })
    Write-Line "no client secret is needed: the app's identity is the credential."

    $list = Invoke-Az @('ad', 'app', 'federated-credential', 'list', '--id', $clientId, '--output', 'tsv',
        '--query', '[].[name, issuer, subject, audiences[0]]')
    if (-not $list.Succeeded) {
        Write-Complaint $list.Message
        Show-Command 'create' $clientId $credential $parameters "could not look at the application $clientId."
        return
    }
    # Entra ID compares these letter by letter, and so does this.
    $known = $list.Output -split "`r?`n"
    $ours = "`t$issuer`t$subject`t$federationAudience"
    if ($known | Where-Object { $_.EndsWith($ours, [StringComparison]::Ordinal) }) {
        Write-Line "the application $clientId knows it."
        return
    }
    if ($known | Where-Object { $_.StartsWith("$credential`t", [StringComparison]::Ordinal) }) {
        # Another deployment may live by it, so it is not for a hook to change.
        Show-Command 'update' $clientId $credential $parameters "the application $clientId has a credential '$credential' of another identity. If that identity is gone, replace it."
        return
    }
    if ($DryRun) {
        Write-Line "would register it as '$credential' at the application $clientId."
        return
    }
    $file = Join-Path $work 'credential'
    Write-PrivateFile $file $parameters
    $created = Invoke-Az @('ad', 'app', 'federated-credential', 'create', '--id', $clientId, '--output', 'none', '--parameters', "@$file")
    if (-not $created.Succeeded) {
        Write-Complaint $created.Message
        Show-Command 'create' $clientId $credential $parameters "could not register it at the application $clientId."
        return
    }
    Write-Line "registered it as '$credential' at the application $clientId."
}

# What is to be done (create or update) by somebody else, and why.
function Show-Command([string] $Verb, [string] $ClientId, [string] $Credential, [string] $Parameters, [string] $Why) {
    Write-Line $Why
    Write-Line 'until somebody who may change that registration runs this, every login fails:'
    $which = if ($Verb -eq 'create') { '' } else { " --federated-credential-id $Credential" }
    [Console]::Out.WriteLine()
    # From a file, because PowerShell versions differ in how they hand quotes to a program.
    [Console]::Out.WriteLine("'$Parameters' | Set-Content credential.json")
    [Console]::Out.WriteLine("az ad app federated-credential $Verb --id $ClientId$which --parameters credential.json")
    [Console]::Out.WriteLine()
}
