// Events of the vault: an alert for secrets that expire soon, and a message for the rotator. The subscription that makes
// the service read a changed secret at once is created by the postdeploy hook, because its endpoint must exist first.

@description('Region of the system topic: the vault\'s.')
param location string

@description('Tags of the resource.')
param tags object

@description('Name of the system topic.')
param name string

@description('Resource id of the vault.')
param vaultId string

@description('Action group for secrets that expire soon.')
param actionGroupId string

@description('Resource id of the identity that writes to the rotator\'s queue.')
param identityId string

@description('Resource id of the storage account with the rotator\'s queue; empty: no messages, because Event Grid cannot use private endpoints.')
param rotatorStorageId string

@description('Name of that queue.')
param rotatorQueueName string

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: name
  location: location
  tags: tags
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    source: vaultId
    topicType: 'Microsoft.KeyVault.vaults'
  }

  resource nearExpiry 'eventSubscriptions' = {
    name: 'secret-near-expiry'
    properties: {
      // Alerts are delivered in this schema only.
      eventDeliverySchema: 'CloudEventSchemaV1_0'
      filter: {
        includedEventTypes: [
          'Microsoft.KeyVault.SecretNearExpiry'
          'Microsoft.KeyVault.SecretExpired'
          'Microsoft.KeyVault.KeyNearExpiry'
          'Microsoft.KeyVault.KeyExpired'
        ]
      }
      destination: {
        endpointType: 'MonitorAlert'
        properties: {
          severity: 'Sev2'
          description: 'A secret of the vault expires within 30 days or has expired. What to do: docs/operations/rotation.md'
          actionGroups: [actionGroupId]
        }
      }
    }
  }
}

// By a queue, not by an endpoint: the app that can write to the vault has no address on the internet (docs/adr/0057).
resource rotation 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = if (!empty(rotatorStorageId)) {
  parent: topic
  name: 'rotation'
  properties: {
    eventDeliverySchema: 'CloudEventSchemaV1_0'
    filter: { includedEventTypes: ['Microsoft.KeyVault.SecretNearExpiry', 'Microsoft.KeyVault.KeyNearExpiry'] }
    deliveryWithResourceIdentity: {
      identity: { type: 'UserAssigned', userAssignedIdentity: identityId }
      destination: {
        endpointType: 'StorageQueue'
        properties: {
          resourceId: rotatorStorageId
          queueName: rotatorQueueName
          // The timer does what a lost message would have begun.
          queueMessageTimeToLiveInSeconds: 86400
        }
      }
    }
  }
}

output id string = topic.id
