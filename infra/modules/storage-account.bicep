// A storage account without keys and without public reading, with private containers and queues.

@description('Region of the account.')
param location string

@description('Tags of the resource.')
param tags object

@description('Name of the account: 3 to 24 lower-case letters and digits.')
param name string

@description('Names of its containers.')
param containers string[]

@description('Names of its queues.')
param queues string[] = []

@description('True: reachable only through a private endpoint.')
param privateOnly bool

@description('True: kept in three availability zones.')
param zoneRedundant bool

@description('Days in which a blob can be neither changed nor deleted; 0: none. Only for a new account. The platform then also writes logs to it.')
param immutableForDays int = 0

// Unlocked, so that a wrong number can be corrected; locking it cannot be undone and is left to the operator.
var immutability = immutableForDays == 0 ? {} : {
  immutableStorageWithVersioning: {
    enabled: true
    immutabilityPolicy: {
      state: 'Unlocked'
      immutabilityPeriodSinceCreationInDays: immutableForDays
      // A log is a blob to which records are appended.
      allowProtectedAppendWrites: true
    }
  }
}

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  // Instances in other zones do not help if an outage of a zone affects the storage as well.
  sku: { name: zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS' }
  properties: {
    ...immutability
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: privateOnly ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: immutableForDays == 0 ? 'None' : 'AzureServices'
      defaultAction: privateOnly ? 'Deny' : 'Allow'
    }
  }

  resource queueService 'queueServices' = if (!empty(queues)) {
    name: 'default'

    resource queue 'queues' = [
      for item in queues: {
        name: item
      }
    ]
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      // Disabled on purpose: an expired claim must be deleted at once, not kept and billed for a week.
      deleteRetentionPolicy: { enabled: false }
      isVersioningEnabled: immutableForDays > 0
      containerDeleteRetentionPolicy: { enabled: true, days: 7 }
    }

    resource container 'containers' = [
      for item in containers: {
        name: item
        properties: { publicAccess: 'None' }
      }
    ]
  }
}

output id string = account.id
output blobEndpoint string = account.properties.primaryEndpoints.blob
output queueEndpoint string = account.properties.primaryEndpoints.queue
