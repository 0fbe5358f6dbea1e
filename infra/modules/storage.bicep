// The storage account every Function App needs: its packages, its host's bookkeeping, and the service's
// shared state. Shared keys are off, so there is no connection string to lose.

@description('Region of the account.')
param location string

@description('Tags of the resource.')
param tags object

@description('Name of the account: 3 to 24 lower-case letters and digits.')
param name string

@description('Name of the container that holds the deployment package.')
param packageContainer string

@description('Days after which an entry of the shared state is deleted; longer than the longest session, or a revocation would be forgotten before the session it ends.')
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

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  // Instances in other zones are of no use to a zone's outage that takes the host's storage with it.
  sku: { name: zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS' }
  properties: {
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: privateOnly ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'None'
      defaultAction: privateOnly ? 'Deny' : 'Allow'
    }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      // Off on purpose: an expired claim has to be gone, not kept for a week and paid for.
      deleteRetentionPolicy: { enabled: false }
      containerDeleteRetentionPolicy: { enabled: true, days: 7 }
    }

    resource package 'containers' = {
      name: packageContainer
      properties: { publicAccess: 'None' }
    }

    resource shared 'containers' = {
      name: sharedStateContainer
      properties: { publicAccess: 'None' }
    }
  }

  resource lifecycle 'managementPolicies' = {
    name: 'default'
    properties: {
      policy: {
        rules: [
          {
            // The service deletes what it knows to be over; this takes what no instance came back for.
            name: 'forget-shared-state'
            enabled: true
            type: 'Lifecycle'
            definition: {
              filters: { blobTypes: ['blockBlob'], prefixMatch: ['${sharedStateContainer}/'] }
              actions: {
                baseBlob: { delete: { daysAfterModificationGreaterThan: sharedStateRetentionDays } }
              }
            }
          }
        ]
      }
    }
    dependsOn: [blobs]
  }
}

resource blobOwner 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, principalId, storageBlobDataOwner)
  scope: account
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataOwner)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}

output id string = account.id
output blobEndpoint string = account.properties.primaryEndpoints.blob
output packageContainerUri string = '${account.properties.primaryEndpoints.blob}${packageContainer}'
output sharedStateContainerUri string = '${account.properties.primaryEndpoints.blob}${sharedStateContainer}'
