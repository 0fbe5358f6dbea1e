// The recipients of alerts, and the alerts on metrics of the platform. Alerts on metrics of the service are in
// log-alerts.bicep. Each description contains the page with the remedy.

@description('Tags of the resources.')
param tags object

@description('Name of the action group; also the prefix of the alerts\' names.')
param actionGroupName string

@description('E-mail address for alerts; empty: the owners of the subscription.')
param email string

@description('Resource id of the vault.')
param vaultId string

@description('Resource id of the function app.')
param functionAppId string

var owner = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635' // Owner

// Without an address, alerts are sent to the subscription's owners.
resource actionGroup 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: actionGroupName
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'TokenExch'
    enabled: true
    emailReceivers: empty(email) ? [] : [{ name: 'operator', emailAddress: email, useCommonAlertSchema: true }]
    armRoleReceivers: empty(email) ? [{ name: 'owners', roleId: owner, useCommonAlertSchema: true }] : []
  }
}

// All alerts have the same form, so that one loop creates them.
var everything = []

var metrics = [
  {
    // The platform's metric. The service's is in log-alerts.bicep (requests-failing) and is more reliable;
    // but a service that does not start has no metrics. Whether this plan sends the metric has not been verified.
    name: 'server-errors'
    description: 'The platform counted more than 10 responses with 5xx in 15 minutes, including those of an app that does not start. What to do: docs/operations/incident.md'
    severity: 1
    scope: functionAppId
    namespace: 'Microsoft.Web/sites'
    metric: 'Http5xx'
    aggregation: 'Total'
    threshold: 10
    dimensions: everything
  }
  {
    name: 'vault-refuses'
    description: 'The vault answered more than 20 calls of any callers in 15 minutes with the same status: 403, 429, 500, 502, 503 or 504. What to do: docs/operations/incident.md'
    severity: 1
    scope: vaultId
    namespace: 'Microsoft.KeyVault/vaults'
    metric: 'ServiceApiResult'
    aggregation: 'Count'
    // Not 401: each new connection starts with one unauthenticated call that gets 401. A dimension
    // creates a series for each of its values, and the threshold applies to one series. It is coarse, because
    // all calls count, also those of the portal; the service's own calls are in log-alerts.bicep (vault-reads-failed).
    threshold: 20
    dimensions: [{ name: 'StatusCode', operator: 'Include', values: ['403', '429', '500', '502', '503', '504'] }]
  }
  {
    name: 'vault-slow'
    description: 'The vault takes longer than a second on average. What to do: docs/operations/incident.md'
    severity: 2
    scope: vaultId
    namespace: 'Microsoft.KeyVault/vaults'
    metric: 'ServiceApiLatency'
    aggregation: 'Average'
    threshold: 1000
    dimensions: everything
  }
]

resource staticAlerts 'Microsoft.Insights/metricAlerts@2026-01-01' = [
  for alert in metrics: {
    name: '${actionGroupName}-${alert.name}'
    location: 'global'
    tags: tags
    properties: {
      description: alert.description
      severity: alert.severity
      enabled: true
      scopes: [alert.scope]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      autoMitigate: true
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.MultipleResourceMultipleMetricCriteria'
        allOf: [
          {
            criterionType: 'StaticThresholdCriterion'
            name: alert.name
            metricNamespace: alert.namespace
            metricName: alert.metric
            timeAggregation: alert.aggregation
            operator: 'GreaterThan'
            threshold: alert.threshold
            dimensions: alert.dimensions
            // A new app has not sent the metric yet, and its first deployment must not fail.
            skipMetricValidation: true
          }
        ]
      }
      actions: [{ actionGroupId: actionGroup.id }]
    }
  }
]

// The service reads a handful of secrets every few minutes per instance. Many more reads than this vault
// usually gets: a cache that does not work, or an attacker with the service's identity.
resource unusualReads 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: '${actionGroupName}-unusual-vault-reads'
  location: 'global'
  tags: tags
  properties: {
    description: 'More calls than usual for this vault. What to do: docs/operations/incident.md'
    severity: 2
    enabled: true
    scopes: [vaultId]
    evaluationFrequency: 'PT15M'
    windowSize: 'PT1H'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.MultipleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'DynamicThresholdCriterion'
          name: 'reads'
          metricNamespace: 'Microsoft.KeyVault/vaults'
          metricName: 'ServiceApiHit'
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          alertSensitivity: 'Low'
          failingPeriods: { numberOfEvaluationPeriods: 4, minFailingPeriodsToAlert: 2 }
          skipMetricValidation: true
        }
      ]
    }
    actions: [{ actionGroupId: actionGroup.id }]
  }
}

output actionGroupId string = actionGroup.id
