// The storage account of an app's deployment package. It serves for nothing else, and neither does the identity by which
// the platform reads and replaces the package: the app runs as another one, which has no role here, so that
// its permissions cannot be used to replace the running code (docs/adr/0034).

@description('Region of the resources.')
param location string

@description('Tags of the resources.')
param tags object

@description('Name of the account: 3 to 24 lower-case letters and digits.')
param name string

@description('Object id of the identity by which the platform reads and replaces the package.')
param principalId string

@description('True: reachable only through a private endpoint.')
param privateOnly bool

@description('True: kept in three availability zones.')
param zoneRedundant bool

@description('Workspace that receives the log of writes.')
param workspaceId string

var storageBlobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe' // Storage Blob Data Contributor
var container = 'packages'

module account 'storage-account.bicep' = {
  name: 'account-${name}'
  params: {
    location: location
    tags: tags
    name: name
    containers: [container]
    privateOnly: privateOnly
    zoneRedundant: zoneRedundant
  }
}

resource packages 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: name

  resource blobs 'blobServices' existing = {
    name: 'default'
  }
}

// The platform both writes a package that is deployed and reads it for every instance, with the one identity that
// functionAppConfig names.
resource contributor 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(packages.id, principalId, storageBlobDataContributor)
  scope: packages
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataContributor)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
  dependsOn: [account]
}

// A write outside of a deployment shows that the package was replaced.
resource writes 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'writes'
  scope: packages::blobs
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'StorageWrite', enabled: true }
      { category: 'StorageDelete', enabled: true }
    ]
  }
  dependsOn: [account]
}

output id string = account.outputs.id
output containerUri string = '${account.outputs.blobEndpoint}${container}'
