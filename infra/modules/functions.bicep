// The function app on Flex Consumption, its plan and its settings. Nothing in the settings is a secret.

@description('Region of the app.')
param location string

@description('Tags of the resources.')
param tags object

@description('Name of the plan; Flex Consumption allows one app per plan.')
param planName string

@description('Name of the function app.')
param name string

@description('Resource id of the app\'s identity.')
param identityId string

@description('Client id of that identity.')
param identityClientId string

@description('Resource id of the identity by which the platform reads and replaces the package.')
param packageIdentityId string

@description('Blob endpoint of the storage account of the host.')
param blobEndpoint string

@description('Container that holds the deployment package.')
param packageContainerUri string

@description('Connection string of Application Insights; it contains no secret, because keys are disabled.')
param insightsConnectionString string

@description('Subnet for outgoing traffic; empty without a virtual network.')
param subnetId string

@description('The public address of the service; empty: the app\'s host name.')
param publicOrigin string

@description('Further origins whose pages may call the service.')
param allowedOrigins string[]

@description('Id of the only Front Door that may call the app; empty: all callers may.')
param frontDoorId string

@description('The service\'s own settings, as the configuration reference names them.')
param serviceSettings object

@description('True: instances are distributed over availability zones, with at least two always ready.')
param zoneRedundant bool

@description('Memory of an instance in megabytes.')
param instanceMemoryMB int

@description('Maximum number of on-demand instances. It can be exceeded for a short time.')
param maximumInstanceCount int

@description('Instances that always run for HTTP; 0 scales to zero. With zoneRedundant at least 2.')
param alwaysReadyInstances int

@description('Requests an instance handles at once before another is started.')
param httpConcurrency int

var frontDoorOnly = [
  {
    name: 'front-door'
    priority: 100
    action: 'Allow'
    tag: 'ServiceTag'
    ipAddress: 'AzureFrontDoor.Backend'
    // The service tag covers every customer's Front Door; the header restricts it to this one.
    headers: { 'x-azure-fdid': [frontDoorId] }
  }
]

// With zone redundancy the platform always runs and bills two instances: the template then uses two as well.
var readyInstances = zoneRedundant ? max(alwaysReadyInstances, 2) : alwaysReadyInstances

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true, zoneRedundant: zoneRedundant }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  // azd finds the app of the service "api" by this tag.
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {}, '${packageIdentityId}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identityId
    publicNetworkAccess: 'Enabled'
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    // Flex Consumption refuses many properties of the other plans: infra/tests/flex.test.mjs holds the list.
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      http20Enabled: true
      // The host answers every preflight by this list and the service never sees one. Exact origins only:
      // a wildcard cannot go with credentials, and without credentials no cookie would be sent.
      cors: {
        allowedOrigins: union(empty(publicOrigin) ? [] : [publicOrigin], allowedOrigins)
        supportCredentials: true
      }
      ipSecurityRestrictions: empty(frontDoorId) ? [] : frontDoorOnly
      ipSecurityRestrictionsDefaultAction: empty(frontDoorId) ? 'Allow' : 'Deny'
      // Deployments come from azd, not through the front; they are authenticated by Entra ID.
      scmIpSecurityRestrictionsUseMain: false
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageContainerUri
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: packageIdentityId }
        }
      }
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: readyInstances == 0 ? [] : [{ name: 'http', instanceCount: readyInstances }]
        triggers: { http: { perInstanceConcurrency: httpConcurrency } }
      }
    }
  }

  // Settings are a resource of their own so that the fallback for the public address may name the app.
  resource settings 'config' = {
    name: 'appsettings'
    properties: union(serviceSettings, {
      TokenExchange__PublicOrigin: empty(publicOrigin) ? 'https://${app.properties.defaultHostName}' : publicOrigin
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identityClientId
      AzureWebJobsStorage__blobServiceUri: blobEndpoint
      AzureWebJobsDisableHomepage: 'true'
      APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
    })
  }

  // One after the other: two writes to one site at once make the second fail.
  resource noFtp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
    dependsOn: [settings]
  }

  resource noScmPassword 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
    dependsOn: [noFtp]
  }
}

output id string = app.id
output name string = app.name
output hostName string = app.properties.defaultHostName
