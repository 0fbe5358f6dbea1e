// The operator's page in the portal: secrets, vault, logins and refreshes, latency.

@description('Region of the workbook.')
param location string

@description('Tags of the resource.')
param tags object

@description('Title of the workbook.')
param displayName string

@description('Workspace that its queries read.')
param workspaceId string

var signals = loadJsonContent('../workbooks/signals.json')
var template = loadTextContent('../workbooks/operations.json')

// The names of the service's signals stand in one file; the page has places for them.
var named = replace(
  replace(
    replace(
      replace(template, '@{auditProperty}', signals.property),
      '@{secretProperty}',
      signals.secretProperty
    ),
    '@{secretAgeDays}',
    signals.metrics.secretAgeDays
  ),
  '@{secretDaysToExpiry}',
  signals.metrics.secretDaysToExpiry
)

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
