// The storage account of the rotator's host: its internal data, among it when the timer ran last, and the queue for the vault's events.

@description('Region of the account.')
param location string

@description('Tags of the resource.')
param tags object

@description('Name of the account: 3 to 24 lower-case letters and digits.')
param name string

@description('True: reachable only through a private endpoint.')
param privateOnly bool

@description('True: kept in three availability zones.')
param zoneRedundant bool

@description('Object id of the identity of the rotator.')
param principalId string

@description('Object id of the identity by which Event Grid writes to the queue.')
param senderPrincipalId string

// As for the service: the Functions host creates containers and holds leases, and creates a queue for messages that fail.
var storageBlobDataOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b' // Storage Blob Data Owner
var storageQueueDataContributor = '974c5e8b-45b9-4653-ba55-5f855dd0fbe8' // Storage Queue Data Contributor
var storageQueueDataMessageSender = 'c6a89b2d-59bc-44d0-9896-0f6e12d7b80a' // Storage Queue Data Message Sender
var queueName = 'secret-near-expiry'

module account 'storage-account.bicep' = {
  name: 'rotator-account'
  params: {
    location: location
    tags: tags
    name: name
    containers: []
    queues: [queueName]
    privateOnly: privateOnly
    zoneRedundant: zoneRedundant
  }
}

resource storage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: name

  resource queueService 'queueServices' existing = {
    name: 'default'

    resource queue 'queues' existing = {
      name: queueName
    }
  }
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

resource queueContributor 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(storage.id, principalId, storageQueueDataContributor)
  scope: storage
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageQueueDataContributor)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
  dependsOn: [account]
}

resource sender 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(storage::queueService::queue.id, senderPrincipalId, storageQueueDataMessageSender)
  scope: storage::queueService::queue
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageQueueDataMessageSender)
    principalId: senderPrincipalId
    principalType: 'ServicePrincipal'
  }
  dependsOn: [account]
}

output id string = account.outputs.id
output blobEndpoint string = account.outputs.blobEndpoint
output queueEndpoint string = account.outputs.queueEndpoint
output queueName string = queueName
