// All resources of the service: `azd up` creates them, `azd down` removes them.
// No parameter is a secret that has to be stored, and no output is a secret.
targetScope = 'subscription'

// ---- region and name

@description('Name of the azd environment; part of all resource names.')
@minLength(1)
@maxLength(64)
param environmentName string

// The regions are those that Azure's own templates listed in 2026-02. Today's list: az functionapp list-flexconsumption-locations
@description('Region of all resources except the static site; it must support Flex Consumption.')
@allowed([
  'australiaeast'
  'australiasoutheast'
  'brazilsouth'
  'canadacentral'
  'centralindia'
  'centralus'
  'eastasia'
  'eastus'
  'eastus2'
  'francecentral'
  'germanywestcentral'
  'italynorth'
  'japaneast'
  'koreacentral'
  'northcentralus'
  'northeurope'
  'norwayeast'
  'southafricanorth'
  'southcentralus'
  'southeastasia'
  'southindia'
  'spaincentral'
  'swedencentral'
  'uaenorth'
  'uksouth'
  'ukwest'
  'westcentralus'
  'westeurope'
  'westus'
  'westus2'
  'westus3'
])
@metadata({ azd: { type: 'location' } })
param location string

@description('Region of the static web app, which is available in fewer regions.')
@allowed(['centralus', 'eastasia', 'eastus2', 'westeurope', 'westus2'])
param staticSiteLocation string = 'westeurope'

// ---- the service

@description('The public address of the service, https://app.example.com; empty: the host name of the Front Door. Required with a custom domain and without a Front Door.')
param publicOrigin string = ''

@description('Further origins, separated by commas, whose pages may call the service: same-site pages on other hosts. They are added to the CORS list of the host and of the service.')
param allowedOrigins string = ''

@description('Issuer address of the OpenID provider, for Entra ID https://login.microsoftonline.com/<tenant id>/v2.0.')
@minLength(1)
param providerAuthority string

@description('Client id of the application registered at the provider.')
@minLength(1)
param providerClientId string

@description('Scopes requested at login, separated by blanks; empty: the service\'s default.')
param providerScopes string = ''

@description('Audience requested at the provider; empty: none.')
param providerAudience string = ''

@description('How the provider returns the code.')
@allowed(['query', 'form_post'])
param providerResponseMode string = 'query'

@description('How the service authenticates at the provider. managed-identity needs no secret and works only with Entra ID.')
@allowed(['managed-identity', 'client-secret', 'private-key-jwt'])
param credentialKind string = 'managed-identity'

@description('Name of the vault secret with the client secret or private key; not used with managed-identity.')
param credentialSecretName string = 'client-secret'

@description('Name of a key of the vault that signs in place of a private key, with private-key-jwt: it never leaves the vault. It is created if it does not exist (EC, P-256); empty: the private key is the secret credentialSecretName.')
param credentialKeyName string = ''

@description('What the service may read in the vault: secret, a role on each secret that it uses; vault, one role on all secrets, if versions cannot be listed otherwise.')
@allowed(['secret', 'vault'])
param vaultRoleScope string = 'secret'

@description('Path to which the provider redirects the browser; empty: the service\'s default.')
param callbackPath string = ''

@description('Sessions that started before this time are ended, for example 2026-11-26T10:00:00Z; empty: none.')
param sessionsNotBefore string = ''

@description('Names, separated by commas, of further secrets that the service reads, such as API keys of proxy routes.')
param additionalSecretNames string = ''

@description('Further settings of the service, mainly its proxy routes: { TokenExchange__Proxy__Routes__orders__Destination: \'https://…\' }. Names of secrets, never values.')
param serviceSettings object = {}

@description('Days after which an entry of the shared state is deleted; longer than the longest session.')
@minValue(2)
param sharedStateRetentionDays int = 30

// ---- rotations

@description('How secrets other than the session key are rotated: the plan of docs/operations/rotate.md as an object, { secrets: { … } }. Its secrets are among the service\'s; the rotator may replace these and no others.')
param rotationPlan object = {}

@description('When the rotator runs: an NCRONTAB expression of six fields, in UTC.')
param rotationSchedule string = '0 */15 * * * *'

@description('Subject by which GitHub names the jobs of the workflow rotate.yml: repo:<owner>/<repository>:environment:<azd environment>-rotation. Creates the identity that the workflow signs in as, without a secret; empty: none.')
param rotationPipelineSubject string = ''

@description('Policies of secrets, by name: { client-secret: { owner: \'identity\', class: \'confidential\', rotateAfter: 90, overlap: 7, dependsOn: [\'batch\'] } }. The template writes them as tags of the secrets that it creates; an existing secret keeps its tags.')
param rotationPolicies object = {}

// ---- scale

@description('Memory of an instance in megabytes.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('Maximum number of on-demand instances. The smallest value is 1, in some regions 40. It is not a guarantee: more instances were observed for a short time, so nothing may rely on a single instance.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 100

@description('Instances that always run; with 0 the app scales to zero, and the first request waits for a cold start. With zoneRedundant at least 2, because the platform runs and bills two in any case.')
@minValue(0)
@maxValue(100)
param alwaysReadyInstances int = 0

@description('Concurrent requests of an instance before another one is started. The service mostly waits for other services, so the number can be high.')
@minValue(1)
@maxValue(1000)
param httpConcurrency int = 64

@description('True: instances and storage accounts are distributed over availability zones; at least two instances are then always ready. An existing storage account must be converted first (Start-AzStorageAccountMigration).')
param zoneRedundant bool = false

// ---- network and front

@description('True: vault and storage are reachable only through private endpoints in a virtual network.')
param vnetEnabled bool = false

@description('Address range of that network, /24 or larger.')
param vnetAddressPrefix string = '10.84.0.0/24'

@description('True: all outbound calls use one fixed public address, for APIs and providers that accept only known addresses. Needs vnetEnabled.')
param natGatewayEnabled bool = false

@description('True: a Front Door serves the static site and the service under one origin. False: another reverse proxy does, with the address in publicOrigin.')
param frontDoorEnabled bool = true

@description('Tier of the Front Door. Premium adds Microsoft\'s firewall rule sets, and cannot be undone in place.')
@allowed(['Standard_AzureFrontDoor', 'Premium_AzureFrontDoor'])
param frontDoorSku string = 'Standard_AzureFrontDoor'

@description('Resource id of a custom domain of the Front Door; empty: none.')
param frontDoorCustomDomainId string = ''

@description('True: the Front Door has a firewall.')
param wafEnabled bool = true

@description('Prevention blocks, Detection only logs.')
@allowed(['Prevention', 'Detection'])
param wafMode string = 'Prevention'

@description('Requests per minute that one client address may send to the login paths; the firewall then blocks it for the rest of the minute. Protects against floods: keep it above the service\'s own limit, which returns Retry-After.')
@minValue(10)
param wafAuthRequestsPerMinute int = 1000

@description('Plan of the static site. Standard adds an SLA, and lets the site reject callers other than the Front Door.')
@allowed(['Free', 'Standard'])
param staticSiteSku string = 'Free'

// ---- monitoring

@description('E-mail address for alerts; empty: the owners of the subscription.')
param alertEmail string = ''

@description('Monthly budget of the resource group, in the currency of the billing account; 0: none.')
@minValue(0)
param budgetAmount int = 100

@description('First day of a later month, yyyy-MM-01, at which a new budget starts; empty or in the past: the current month. An existing budget keeps its start date.')
param budgetStartDate string = ''

@description('The current month. Do not set it: only a default value can use the time.')
param thisMonth string = utcNow('yyyy-MM-01')

@description('Retention of logs in days; up to 31 are included in the ingestion price.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Days for which the vault\'s audit log is kept, the part beyond logRetentionDays as long-term retention; 0: like all logs.')
@allowed([0, 90, 180, 365, 730, 1095, 1826, 2556, 4383])
param auditRetentionDays int = 0

@description('Days in which nobody can change or delete a copy of the vault\'s audit log in a storage account, once the account\'s policy is locked; 0: no copy. Can be set once, and be increased.')
@minValue(0)
@maxValue(4383)
param auditArchiveDays int = 0

@description('Age in days at which a secret without a policy of its own (rotateAfter) has to be replaced: for alerts, inventory and doctor.')
@minValue(1)
@maxValue(3650)
param secretMaximumAgeDays int = 90

@description('Proxied calls of one session in an hour, on all instances together, above which an alert fires. The service records them in steps of Proxy:SessionVolume:Requests (500).')
@minValue(1)
param sessionCallsPerHour int = 6000

@description('Object ids, separated by commas, of the accounts that may write secrets without an alert, besides the rotator: who sets secrets by hand or by a pipeline.')
param vaultWriterIds string = ''

@description('Gigabytes per day after which log ingestion stops; -1: no limit. Alerts on logs then stop, too.')
param logDailyQuotaGb int = -1

@description('Days in which a deleted secret or vault can be recovered and its name cannot be used again.')
@minValue(7)
@maxValue(90)
param vaultSoftDeleteDays int = 90

// ---- the first session key: see docs/deployment.md, "The session key"

@description('Random part of the first session key. Do not set it.')
@secure()
param sessionKeyPart1 string = newGuid()

@description('Random part of the first session key. Do not set it.')
@secure()
param sessionKeyPart2 string = newGuid()

@description('Random part of the first session key. Do not set it.')
@secure()
param sessionKeyPart3 string = newGuid()

@description('Random part of the first session key. Do not set it.')
@secure()
param sessionKeyPart4 string = newGuid()

var names = loadJsonContent('abbreviations.json')
var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }

var sessionKeyName = 'session-key'
var keyless = credentialKind == 'managed-identity'
// A key that stays in the vault signs in place of the secret, which then does not exist.
var createdKey = empty(credentialKeyName) || credentialKind == 'private-key-jwt'
  ? credentialKeyName
  : fail('CREDENTIAL_KEY_NAME needs CREDENTIAL_KIND=private-key-jwt.')
var hasCredentialSecret = !keyless && empty(createdKey)
var furtherSecrets = filter(map(split(additionalSecretNames, ','), item => trim(item)), item => !empty(item))
var secretSlots = filter(
  union(hasCredentialSecret ? [credentialSecretName] : [], furtherSecrets),
  item => item != sessionKeyName
)

// With a role on the whole vault the service, which answers the internet, could read what creates keys at an API.
var serviceRoleScope = vaultRoleScope == 'vault' && !empty(authorizingSecrets)
  ? fail('VAULT_ROLE_SCOPE=vault lets the service read ${join(authorizingSecrets, ', ')}, with which rotationPlan creates keys. Use VAULT_ROLE_SCOPE=secret, or a recipe with authorization.scope in place of authorization.secretName, or rotate these secrets with the command "rotate" and that secret in another vault.')
  : vaultRoleScope

// What the rotator may replace follows from the plan: these secrets, and no others. Where the service does not use one,
// there is no secret to put the role on.
var planned = objectKeys(rotationPlan.?secrets ?? {})
var plannedSecrets = filter(planned, name => !startsWith(name, 'keys/'))
// Keys that never leave the vault (docs/adr/0074): the one of credentialKeyName, or one that exists before the plan names it.
// The rotator rotates nothing, not even the session key, with a plan that does not fit the service's settings.
var effectiveKind = serviceSettings.?TokenExchange__Provider__Credential__Kind ?? credentialKind
var clientKey = effectiveKind == 'private-key-jwt' ? serviceSettings.?TokenExchange__Provider__Credential__KeyName ?? createdKey : ''
var plannedKeys = map(filter(planned, name => startsWith(name, 'keys/')), name => substring(name, 5))
var unusedKeys = filter(plannedKeys, name => empty(clientKey) || name != clientKey)
var rotatedKeys = empty(unusedKeys)
  ? plannedKeys
  : fail('rotationPlan: the service does not use keys/${join(unusedKeys, ', keys/')}. Set CREDENTIAL_KEY_NAME, with CREDENTIAL_KIND=private-key-jwt, or remove it from the plan.')
var unusedSecrets = filter(plannedSecrets, name => !contains(secretSlots, name))
var rotatedSecrets = empty(unusedSecrets)
  ? union([sessionKeyName], plannedSecrets)
  : fail('rotationPlan: the service does not use ${join(unusedSecrets, ', ')}. Add it to ADDITIONAL_SECRET_NAMES, or remove it from the plan.')
var authorizingSecrets = union(
  filter(
    map(items(rotationPlan.?secrets ?? {}), secret => secret.value.?recipe.?authorization.?secretName ?? ''),
    name => !empty(name)
  ),
  []
)

// A policy for a secret that the template does not create would be a tag that nobody reads.
var createdSecrets = union([sessionKeyName], secretSlots, authorizingSecrets, empty(createdKey) ? [] : ['keys/${createdKey}'])
var unknownPolicies = filter(objectKeys(rotationPolicies), name => !contains(createdSecrets, name))
var createdPolicies = empty(unknownPolicies)
  ? rotationPolicies
  : fail('rotationPolicies: the template does not create ${join(unknownPolicies, ', ')}. Correct the name, or write the policy to its tags: docs/operations/inventory.md.')

// A subject of a branch or of pull requests would trust jobs that no reviewer has approved.
var pipelineSubject = empty(rotationPipelineSubject) || (startsWith(rotationPipelineSubject, 'repo:') && endsWith(
    rotationPipelineSubject,
    ':environment:${environmentName}-rotation'
  ))
  ? rotationPipelineSubject
  : fail('ROTATION_PIPELINE_SUBJECT is not repo:<owner>/<repository>:environment:${environmentName}-rotation.')
var secretWriters = filter(map(split(vaultWriterIds, ','), item => trim(item)), item => !empty(item))
var origins = filter(map(split(allowedOrigins, ','), item => trim(item)), item => !empty(item))
var functionAppName = '${names.functionApp}${token}'
var frontDoorName = '${names.frontDoor}${token}'
var frontDoorEndpointName = '${names.frontDoorEndpoint}${token}'
// Outside a virtual network the outbound address belongs to the region and changes.
var privateNetwork = natGatewayEnabled && !vnetEnabled
  ? fail('NAT_GATEWAY_ENABLED=true needs VNET_ENABLED=true: the gateway is part of the virtual network.')
  : vnetEnabled

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: '${names.resourceGroup}${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    name: '${names.managedIdentity}${token}'
  }
}

module packageIdentity 'modules/identity.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    name: '${names.managedIdentity}deploy-${token}'
  }
}

// The rotator writes to the vault and answers nobody; the service answers everybody and only reads (docs/adr/0057).
module rotatorIdentity 'modules/identity.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    name: '${names.managedIdentity}rotator-${token}'
  }
}

module rotatorPackageIdentity 'modules/identity.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    name: '${names.managedIdentity}rotator-deploy-${token}'
  }
}

module eventIdentity 'modules/identity.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    name: '${names.managedIdentity}events-${token}'
  }
}

// The workflow that rotates after a reviewer's approval. Not the identity that deploys, and not the rotator's.
module pipelineIdentity 'modules/identity.bicep' = if (!empty(pipelineSubject)) {
  scope: group
  params: {
    location: location
    tags: tags
    name: '${names.managedIdentity}pipeline-${token}'
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    workspaceName: '${names.logAnalytics}${token}'
    insightsName: '${names.applicationInsights}${token}'
    retentionInDays: logRetentionDays
    auditRetentionDays: auditRetentionDays
    dailyQuotaGb: logDailyQuotaGb
    principalIds: [identity.outputs.principalId, rotatorIdentity.outputs.principalId]
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    name: '${names.storage}${token}'
    sharedStateRetentionDays: sharedStateRetentionDays
    privateOnly: privateNetwork
    zoneRedundant: zoneRedundant
    principalId: identity.outputs.principalId
  }
}

module packages 'modules/packages.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    name: '${names.packageStorage}${token}'
    principalId: packageIdentity.outputs.principalId
    privateOnly: privateNetwork
    zoneRedundant: zoneRedundant
    workspaceId: monitoring.outputs.workspaceId
  }
}

module rotatorStorage 'modules/rotator-storage.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    name: '${names.rotatorStorage}${token}'
    privateOnly: privateNetwork
    zoneRedundant: zoneRedundant
    principalId: rotatorIdentity.outputs.principalId
    senderPrincipalId: eventIdentity.outputs.principalId
  }
}

module rotatorPackages 'modules/packages.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    name: '${names.rotatorPackageStorage}${token}'
    principalId: rotatorPackageIdentity.outputs.principalId
    privateOnly: privateNetwork
    zoneRedundant: zoneRedundant
    workspaceId: monitoring.outputs.workspaceId
  }
}

module vault 'modules/vault.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    name: '${names.keyVault}${token}'
    softDeleteRetentionInDays: vaultSoftDeleteDays
    privateOnly: privateNetwork
    workspaceId: monitoring.outputs.workspaceId
    principalId: identity.outputs.principalId
    roleScope: serviceRoleScope
    sessionKeyName: sessionKeyName
    sessionKeyValue: base64('${sessionKeyPart1}${sessionKeyPart2}${sessionKeyPart3}${sessionKeyPart4}')
    otherSecretNames: secretSlots
    clientKeyName: createdKey
    rotatorPrincipalId: rotatorIdentity.outputs.principalId
    rotatedSecretNames: rotatedSecrets
    rotatedKeyNames: rotatedKeys
    authorizingSecretNames: authorizingSecrets
    rotationPolicies: createdPolicies
  }
}

module network 'modules/network.bicep' = if (privateNetwork) {
  scope: group
  params: {
    location: location
    tags: tags
    name: '${names.virtualNetwork}${token}'
    securityGroupName: '${names.networkSecurityGroup}${token}'
    endpointPrefix: '${names.privateEndpoint}${token}-'
    addressPrefix: vnetAddressPrefix
    vaultId: vault.outputs.id
    storageId: storage.outputs.id
    packagesId: packages.outputs.id
    rotatorStorageId: rotatorStorage.outputs.id
    rotatorPackagesId: rotatorPackages.outputs.id
    natGatewayEnabled: natGatewayEnabled
    natGatewayName: '${names.natGateway}${token}'
    publicAddressName: '${names.publicAddress}${token}'
  }
}

module frontend 'modules/frontend.bicep' = {
  scope: group
  params: {
    tags: tags
    staticSiteName: '${names.staticWebApp}${token}'
    staticSiteLocation: staticSiteLocation
    staticSiteSku: staticSiteSku
    frontDoorEnabled: frontDoorEnabled
    profileName: frontDoorName
    endpointName: frontDoorEndpointName
    frontDoorSku: frontDoorSku
    workspaceId: monitoring.outputs.workspaceId
  }
}

var frontHostName = frontend.outputs.endpointHostName
var siteOrigin = !empty(publicOrigin) || !frontDoorEnabled ? publicOrigin : 'https://${frontHostName}'

module settings 'modules/service-settings.bicep' = {
  scope: group
  params: {
    allowedOrigins: origins
    providerAuthority: providerAuthority
    providerClientId: providerClientId
    providerScopes: providerScopes
    providerAudience: providerAudience
    providerResponseMode: providerResponseMode
    credentialKind: credentialKind
    credentialSecretName: hasCredentialSecret ? credentialSecretName : ''
    credentialKeyName: createdKey
    callbackPath: callbackPath
    sessionKeyName: sessionKeyName
    sessionsNotBefore: sessionsNotBefore
    vaultUri: vault.outputs.uri
    identityClientId: identity.outputs.clientId
    sharedStateContainerUri: storage.outputs.sharedStateContainerUri
    // The site accepts requests only from this Front Door, so that no other caller can set the header.
    clientAddressHeader: frontDoorEnabled ? 'X-Azure-ClientIP' : ''
    secretMaximumAgeDays: secretMaximumAgeDays
    further: serviceSettings
  }
}

module functions 'modules/functions.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    planName: '${names.plan}${token}'
    name: functionAppName
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    blobEndpoint: storage.outputs.blobEndpoint
    packageIdentityId: packageIdentity.outputs.id
    packageContainerUri: packages.outputs.containerUri
    insightsConnectionString: monitoring.outputs.connectionString
    subnetId: privateNetwork ? network!.outputs.appSubnetId : ''
    publicOrigin: siteOrigin
    allowedOrigins: origins
    frontDoorId: frontend.outputs.frontDoorId
    serviceSettings: settings.outputs.settings
    zoneRedundant: zoneRedundant
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyInstances: alwaysReadyInstances
    httpConcurrency: httpConcurrency
  }
}

module rotator 'modules/rotator.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    planName: '${names.plan}rotator-${token}'
    name: '${names.functionApp}rotator-${token}'
    identityId: rotatorIdentity.outputs.id
    identityClientId: rotatorIdentity.outputs.clientId
    packageIdentityId: rotatorPackageIdentity.outputs.id
    blobEndpoint: rotatorStorage.outputs.blobEndpoint
    queueEndpoint: rotatorStorage.outputs.queueEndpoint
    queueName: rotatorStorage.outputs.queueName
    hasQueue: !privateNetwork
    packageContainerUri: rotatorPackages.outputs.containerUri
    insightsConnectionString: monitoring.outputs.connectionString
    subnetId: privateNetwork ? network!.outputs.appSubnetId : ''
    publicOrigin: empty(siteOrigin) ? 'https://${functions.outputs.hostName}' : siteOrigin
    serviceSettings: settings.outputs.settings
    plan: rotationPlan
    schedule: rotationSchedule
  }
}

module pipelineAccess 'modules/pipeline-access.bicep' = if (!empty(pipelineSubject)) {
  scope: group
  params: {
    identityName: '${names.managedIdentity}pipeline-${token}'
    principalId: pipelineIdentity!.outputs.principalId
    subject: pipelineSubject
    vaultName: vault.outputs.name
    rotatedSecretNames: rotatedSecrets
    rotatedKeyNames: rotatedKeys
    authorizingSecretNames: authorizingSecrets
    rotatorName: rotator.outputs.name
  }
}

module firewall 'modules/waf.bicep' = if (frontDoorEnabled && wafEnabled) {
  scope: group
  params: {
    tags: tags
    name: '${names.wafPolicy}${token}'
    frontDoorSku: frontDoorSku
    mode: wafMode
    authRequestsPerMinute: wafAuthRequestsPerMinute
    cookieName: serviceSettings.?TokenExchange__Sessions__CookieName ?? 'te'
  }
}

module frontRoutes 'modules/front-routes.bicep' = if (frontDoorEnabled) {
  scope: group
  params: {
    profileName: frontDoorName
    endpointName: frontDoorEndpointName
    apiHostName: functions.outputs.hostName
    staticHostName: frontend.outputs.staticSiteHostName
    customDomainId: frontDoorCustomDomainId
    wafPolicyId: wafEnabled ? firewall!.outputs.id : ''
  }
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    tags: tags
    actionGroupName: '${names.actionGroup}${token}'
    email: alertEmail
    vaultId: vault.outputs.id
    functionAppId: functions.outputs.id
  }
}

module logAlerts 'modules/log-alerts.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    stem: '${names.actionGroup}${token}'
    workspaceId: monitoring.outputs.workspaceId
    actionGroupId: alerts.outputs.actionGroupId
    secretMaximumAgeDays: secretMaximumAgeDays
    sessionCallsPerHour: sessionCallsPerHour
  }
}

module accessAlerts 'modules/access-alerts.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    stem: '${names.actionGroup}${token}'
    workspaceId: monitoring.outputs.workspaceId
    actionGroupId: alerts.outputs.actionGroupId
    // Every identity of the template that reads secrets belongs here; a test compares it with the role assignments.
    readerPrincipalIds: concat(
      [identity.outputs.principalId, rotatorIdentity.outputs.principalId],
      empty(pipelineSubject) ? [] : [pipelineIdentity!.outputs.principalId]
    )
    writerPrincipalIds: concat(
      [rotatorIdentity.outputs.principalId],
      empty(pipelineSubject) ? [] : [pipelineIdentity!.outputs.principalId],
      secretWriters
    )
  }
}

module auditArchive 'modules/audit-archive.bicep' = if (auditArchiveDays > 0) {
  scope: group
  params: {
    location: location
    tags: tags
    name: '${names.auditStorage}${token}'
    vaultName: vault.outputs.name
    days: auditArchiveDays
    privateOnly: privateNetwork
    zoneRedundant: zoneRedundant
  }
}

module workbook 'modules/workbook.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    displayName: 'Token Exchange (${environmentName})'
    workspaceId: monitoring.outputs.workspaceId
  }
}

module events 'modules/events.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    name: '${names.eventGridSystemTopic}${token}'
    vaultId: vault.outputs.id
    actionGroupId: alerts.outputs.actionGroupId
    identityId: eventIdentity.outputs.id
    rotatorStorageId: privateNetwork ? '' : rotatorStorage.outputs.id
    rotatorQueueName: rotatorStorage.outputs.queueName
  }
}

module budget 'modules/budget.bicep' = if (budgetAmount > 0) {
  scope: group
  params: {
    name: '${names.budget}${token}'
    // The condition ensures this too, but the compiler does not evaluate it.
    amount: max(budgetAmount, 1)
    startDate: budgetStartDate > thisMonth ? budgetStartDate : thisMonth
    actionGroupId: alerts.outputs.actionGroupId
    email: alertEmail
  }
}

// azd stores every output in the environment's file and in the project's user secrets. The hooks read these.
output AZURE_LOCATION string = location
output AZURE_TENANT_ID string = tenant().tenantId
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_KEY_VAULT_ID string = vault.outputs.id
output AZURE_KEY_VAULT_NAME string = vault.outputs.name
output AZURE_FUNCTION_APP_ID string = functions.outputs.id
output AZURE_FUNCTION_APP_NAME string = functions.outputs.name
output AZURE_ROTATOR_APP_NAME string = rotator.outputs.name
output AZURE_STATIC_SITE_NAME string = frontend.outputs.staticSiteName
output AZURE_EVENT_TOPIC_ID string = events.outputs.id
output SERVICE_PUBLIC_ORIGIN string = empty(siteOrigin) ? 'https://${functions.outputs.hostName}' : siteOrigin
// azd shows it as an endpoint of the service "web", whose own address does not serve the API.
output SERVICE_WEB_ENDPOINTS array = empty(siteOrigin) ? [] : [siteOrigin]
output SERVICE_OUTBOUND_ADDRESS string = privateNetwork ? network!.outputs.outboundAddress : ''
output SERVICE_IDENTITY_PRINCIPAL_ID string = identity.outputs.principalId
output ROTATOR_IDENTITY_PRINCIPAL_ID string = rotatorIdentity.outputs.principalId
output SERVICE_CLIENT_ID string = providerClientId
output SERVICE_CLIENT_AUTHENTICATION string = credentialKind
output SERVICE_CLIENT_SLOT string = hasCredentialSecret ? credentialSecretName : ''
output SERVICE_CLIENT_KEY string = createdKey
output ROTATION_PIPELINE_CLIENT_ID string = empty(pipelineSubject) ? '' : pipelineIdentity!.outputs.clientId
output SERVICE_FURTHER_SLOTS string = join(furtherSecrets, ',')
output SERVICE_FEDERATION_ISSUER string = '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
