// Events of the vault: an alert for secrets that expire soon. The subscription that makes the service
// read a changed secret at once is created by the postdeploy hook, because its endpoint must exist first.

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

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: name
  location: location
  tags: tags
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
        includedEventTypes: ['Microsoft.KeyVault.SecretNearExpiry', 'Microsoft.KeyVault.SecretExpired']
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

output id string = topic.id
