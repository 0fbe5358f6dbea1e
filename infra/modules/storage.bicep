// The storage account that every Function App needs: internal data of its host, and the service's shared state. The package
// has a separate account: packages.bicep.

@description('Region of the account.')
param location string

@description('Tags of the resource.')
param tags object

@description('Name of the account: 3 to 24 lower-case letters and digits.')
param name string

@description('Days after which an entry of the shared state is deleted; longer than the longest session, otherwise a revocation would be deleted before the session ends.')
param sharedStateRetentionDays int

@description('True: reachable only through a private endpoint.')
param privateOnly bool

@description('True: kept in three availability zones.')
param zoneRedundant bool

@description('Object id of the identity that uses the account.')
param principalId string

// The Functions host creates containers of its own and holds leases on their blobs, which takes Owner on
// the account; a role on single containers is not enough for it.
var storageBlobDataOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b' // Storage Blob Data Owner
var sharedStateContainer = 'shared-state'

module account 'storage-account.bicep' = {
  name: 'service-account'
  params: {
    location: location
    tags: tags
    name: name
    containers: [sharedStateContainer]
    privateOnly: privateOnly
    zoneRedundant: zoneRedundant
  }
}

resource storage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: name
}

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2025-06-01' = {
  parent: storage
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          // Each entry has its time of expiry; this rule deletes entries and logs that no instance deleted.
          name: 'delete-shared-state'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob', 'appendBlob'], prefixMatch: ['${sharedStateContainer}/'] }
            actions: {
              baseBlob: { delete: { daysAfterModificationGreaterThan: sharedStateRetentionDays } }
            }
          }
        }
      ]
    }
  }
  dependsOn: [account]
}

resource blobOwner 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(storage.id, principalId, storageBlobDataOwner)
  scope: storage
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataOwner)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
  dependsOn: [account]
}

output id string = account.outputs.id
output blobEndpoint string = account.outputs.blobEndpoint
output sharedStateContainerUri string = '${account.outputs.blobEndpoint}${sharedStateContainer}'
