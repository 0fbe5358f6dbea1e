// Alerts on what the service itself writes: its audit stream, found in AppTraces by category and name of the event.

@description('Region of the rules: the workspace\'s.')
param location string

@description('Tags of the resources.')
param tags object

@description('Stem of the alerts\' names.')
param stem string

@description('Workspace that holds the service\'s logs.')
param workspaceId string

@description('Action group that is told.')
param actionGroupId string

// The service's side of the bargain: the category of its audit stream, and the events' names. This is the one
// place in the infrastructure that knows them, and a test of the service holds it to the code.
var audit = loadJsonContent('../workbooks/signals.json')

var rules = [
  {
    name: 'reuse-detected'
    display: 'A refresh token was used twice'
    description: 'A refresh token was presented again after it had been replaced: theft, or a broken client. What to do: docs/operations/incident.md'
    severity: 1
    events: [audit.events.reuseDetected]
    threshold: 0
  }
  {
    name: 'signing-keys'
    display: 'The provider\'s signing keys cannot be read'
    description: 'The provider\'s key set could not be fetched or used; logins fail once the last good set is too old. What to do: docs/operations/incident.md'
    severity: 1
    events: [audit.events.signingKeysFailed]
    threshold: 3
  }
  {
    name: 'signature-refusals'
    display: 'Many tokens with a bad signature'
    description: 'Many tokens were refused for their signature: a key rotation gone wrong, or forgery. What to do: docs/operations/incident.md'
    severity: 2
    events: [audit.events.signatureRefused]
    threshold: 10
  }
  {
    name: 'cross-site-refusals'
    display: 'Many calls refused as cross-site'
    description: 'Many calls were refused by the cross-site rules: an attack, or an origin missing in the configuration. What to do: docs/operations/incident.md'
    severity: 3
    events: [audit.events.crossSiteRefused]
    threshold: 50
  }
  {
    name: 'vault-reads-failed'
    display: 'The service cannot read a secret'
    description: 'The service failed to read a secret; it goes on with what it holds until that is too old. What to do: docs/operations/rotation.md'
    severity: 1
    events: [audit.events.secretReadFailed]
    threshold: 5
  }
]

resource alerts 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for rule in rules: {
    name: '${stem}-${rule.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.display
      description: rule.description
      severity: rule.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      autoMitigate: true
      // In a new workspace the table fills only with the first request.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: 'AppTraces | where Properties["${audit.properties.category}"] == "${audit.category}" and tostring(Properties["${audit.properties.event}"]) in ("${join(rule.events, '", "')}")'
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: rule.threshold
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [actionGroupId] }
    }
  }
]
