// Logs and telemetry. Both resources reject keys: writers need a token of Entra ID.

@description('Region of the workspace and of Application Insights.')
param location string

@description('Tags of the resources.')
param tags object

@description('Name of the Log Analytics workspace.')
param workspaceName string

@description('Name of the Application Insights component.')
param insightsName string

@description('Retention of logs in days; up to 31 are included in the ingestion price.')
param retentionInDays int

@description('Days for which the vault\'s audit log is kept, the part beyond retentionInDays as long-term retention; 0: like all logs.')
param auditRetentionDays int

@description('Gigabytes a day after which ingestion stops; -1 for no limit. A limit also stops alerts, so use it only as an emergency limit.')
param dailyQuotaGb int

@description('Object ids of the identities that send telemetry.')
param principalIds string[]

var monitoringMetricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb' // Monitoring Metrics Publisher

resource workspace 'Microsoft.OperationalInsights/workspaces@2026-03-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionInDays
    workspaceCapping: { dailyQuotaGb: dailyQuotaGb }
    features: { disableLocalAuth: true }
  }
}

resource audit 'Microsoft.OperationalInsights/workspaces/tables@2026-03-01' = if (auditRetentionDays > 0) {
  parent: workspace
  name: 'AZKVAuditLogs'
  properties: {
    retentionInDays: retentionInDays
    totalRetentionInDays: max(auditRetentionDays, retentionInDays)
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: insightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
  }
}

resource publishers 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for principalId in principalIds: {
    name: guid(insights.id, principalId, monitoringMetricsPublisher)
    scope: insights
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', monitoringMetricsPublisher)
      principalId: principalId
      principalType: 'ServicePrincipal'
    }
  }
]

output workspaceId string = workspace.id
output insightsId string = insights.id
// Not a secret: with local authentication disabled, its key gives no access.
output connectionString string = insights.properties.ConnectionString
