// The function app that rotates secrets, on Flex Consumption: it runs some seconds each time and scales to zero between.
// It has no function with an address and accepts no requests. Nothing in the settings is a secret.

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

@description('Queue endpoint of the same account.')
param queueEndpoint string

@description('Name of the queue with the vault\'s events.')
param queueName string

@description('Whether the queue can be read: not through private endpoints.')
param hasQueue bool

@description('Container that holds the deployment package.')
param packageContainerUri string

@description('Connection string of Application Insights; it contains no secret, because keys are disabled.')
param insightsConnectionString string

@description('Subnet for outgoing traffic; empty without a virtual network.')
param subnetId string

@description('The public address of the service.')
param publicOrigin string

@description('The settings of the service.')
param serviceSettings object

@description('The plan of rotations; empty: the session key alone is rotated.')
param plan object

@description('When the timer runs: an NCRONTAB expression of six fields.')
param schedule string

// What the service has in common with the rotator, without the shared state, for which the rotator has no role.
var sharedSettings = toObject(
  filter(items(serviceSettings), item => item.key != 'TokenExchange__SharedState__BlobContainerUri'),
  item => item.key,
  item => item.value
)

resource hostingPlan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  // Not zone redundant: the platform would keep two instances ready, and a run that is missed only delays a rotation.
  properties: { reserved: true, zoneRedundant: false }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  // azd finds the app of the service "rotator" by this tag.
  tags: union(tags, { 'azd-service-name': 'rotator' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {}, '${packageIdentityId}': {} } }
  properties: {
    serverFarmId: hostingPlan.id
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identityId
    publicNetworkAccess: 'Enabled'
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      http20Enabled: true
      // Nobody calls the app. Deployments come from azd to the other site; they are authenticated by Entra ID.
      ipSecurityRestrictions: []
      ipSecurityRestrictionsDefaultAction: 'Deny'
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
      // One instance is enough; more are harmless (docs/adr/0057). In some regions the smallest value is 40.
      scaleAndConcurrency: { instanceMemoryMB: 512, maximumInstanceCount: 40 }
    }
  }

  resource settings 'config' = {
    name: 'appsettings'
    properties: union(
      sharedSettings,
      {
        TokenExchange__PublicOrigin: publicOrigin
        TokenExchange__KeyVault__ManagedIdentityClientId: identityClientId
        RotationSchedule: schedule
        RotationQueue: queueName
        RotationPlan: empty(plan) ? '' : string(plan)
        AzureWebJobsStorage__credential: 'managedidentity'
        AzureWebJobsStorage__clientId: identityClientId
        AzureWebJobsStorage__blobServiceUri: blobEndpoint
        AzureWebJobsStorage__queueServiceUri: queueEndpoint
        AzureWebJobsDisableHomepage: 'true'
        APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
        APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
      },
      hasQueue ? {} : { 'AzureWebJobs.RotateExpiring.Disabled': 'true' }
    )
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

output name string = app.name
