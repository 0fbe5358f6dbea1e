// The operator's page in the portal: secrets, vault, logins and refreshes, latency.

@description('Region of the workbook.')
param location string

@description('Tags of the resource.')
param tags object

@description('Title of the workbook.')
param displayName string

@description('Workspace of its queries.')
param workspaceId string

var signals = loadJsonContent('../workbooks/signals.json')
var template = loadTextContent('../workbooks/operations.json')

// The names of the service's signals stand in one file; the page has places for them.
var names = {
  auditCategory: signals.category
  categoryProperty: signals.properties.category
  eventProperty: signals.properties.event
  rotatorCategory: signals.rotator.category
  inventoryEvent: signals.rotator.inventory
  secretProperty: signals.properties.secret
  secretTag: signals.tags.secret
  requestDuration: signals.metrics.requestDuration
  callDuration: signals.metrics.callDuration
  secretAgeDays: signals.metrics.secretAgeDays
  secretDaysToExpiry: signals.metrics.secretDaysToExpiry
}
var named = reduce(items(names), template, (text, name) => replace(text, '@{${name.key}}', name.value))

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  // A workbook's name is a GUID by rule.
  name: guid(resourceGroup().id, 'operations')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: displayName
    category: 'workbook'
    version: '1.0'
    sourceId: workspaceId
    serializedData: named
  }
}
