// Alerts on the service's own telemetry: its audit log, in AppTraces by category and name of the event,
// and its metrics, in AppMetrics. A row contains the measurements of one instance in a minute: ItemCount is the
// number of measurements of a histogram, Sum is the value of a gauge.

@description('Region of the rules: the workspace\'s.')
param location string

@description('Tags of the resources.')
param tags object

@description('Prefix of the alerts\' names.')
param stem string

@description('Workspace that holds the service\'s logs.')
param workspaceId string

@description('Action group for notifications.')
param actionGroupId string

@description('Age in days at which a secret has to be replaced.')
param secretMaximumAgeDays int

@description('Proxied calls of one session in an hour, on all instances together, above which an alert fires.')
param sessionCallsPerHour int

// The service's names of events, metrics and tags. This is the only place in the
// infrastructure with these names, and a test of the service compares it with the code.
var signals = loadJsonContent('../workbooks/signals.json')

// Thresholds that do not depend on the size of the site.
var events = [
  {
    name: 'reuse-detected'
    display: 'A refresh token was used twice'
    description: 'A refresh token was used again after it had been replaced: theft or a faulty client. What to do: docs/operations/incident.md'
    severity: 1
    events: [signals.events.reuseDetected]
    threshold: 0
  }
  {
    name: 'signing-keys'
    display: 'The provider\'s signing keys cannot be read'
    description: 'The provider\'s key set could not be fetched or used; logins fail when the last valid set is too old. What to do: docs/operations/incident.md'
    severity: 1
    events: [signals.events.signingKeysFailed]
    threshold: 3
  }
  {
    name: 'signature-refusals'
    display: 'Many tokens with a bad signature'
    description: 'Many tokens had an invalid signature: a failed key rotation or forged tokens. What to do: docs/operations/incident.md'
    severity: 2
    events: [signals.events.signatureRefused]
    threshold: 10
  }
  {
    name: 'cross-site-refusals'
    display: 'Many calls refused as cross-site'
    description: 'Many calls were denied by the cross-site rules: an attack, or a missing origin in the configuration. What to do: docs/operations/incident.md'
    severity: 3
    events: [signals.events.crossSiteRefused]
    threshold: 50
  }
]

var rotatorLog = join([
  'AppTraces'
  'where tostring(Properties["${signals.properties.category}"]) == "${signals.rotator.category}"'
], ' | ')

// A share and a number: four logins that all fail are an outage of a small site, four of ten thousand are none.
// Any resulting row is a problem.
var measures = [
  {
    name: 'requests-failing'
    display: 'Requests fail'
    description: 'More than 3 requests and more than 5 % of a route, or of all routes together, failed in 15 minutes, and not because of the caller. What to do: docs/operations/incident.md'
    severity: 1
    windowSize: 'PT15M'
    evaluationFrequency: 'PT5M'
    dimensions: []
    threshold: 0
    // A failed callback redirects the browser with 303 and has its error code in the tag. Probes succeed as long
    // as the process lives, and would make the share of all routes look small.
    query: join([
      'AppMetrics'
      'where Name == "${signals.metrics.requestDuration}"'
      'extend Route = tostring(Properties["${signals.tags.route}"]), Status = toint(tostring(Properties["${signals.tags.status}"])), Code = tostring(Properties["${signals.tags.error}"])'
      'extend Counted = iff(Route startswith "/api/health/", pack_array(Route), pack_array(Route, "all"))'
      'mv-expand Counted to typeof(string)'
      'summarize Requests = sum(ItemCount), Failed = sumif(ItemCount, Status >= 500 or Code in ("${join(signals.faults, '", "')}")) by Counted'
      'where Failed > 3 and Failed * 20 > Requests'
    ], ' | ')
  }
  {
    name: 'vault-reads-failed'
    display: 'The service cannot read a secret'
    description: 'At least 3 reads of a secret, and at least half of all its reads, failed within an hour; the service uses cached versions until they are too old. What to do: docs/operations/rotation.md'
    severity: 1
    windowSize: 'PT1H'
    evaluationFrequency: 'PT5M'
    dimensions: [{ name: 'Secret', operator: 'Include', values: ['*'] }]
    threshold: 0
    query: join([
      'AppMetrics'
      'where Name == "${signals.metrics.callDuration}" and tostring(Properties["${signals.tags.call}"]) == "${signals.calls.secret}"'
      'extend Secret = tostring(Properties["${signals.tags.target}"]), Error = tostring(Properties["${signals.tags.error}"])'
      'summarize Readings = sum(ItemCount), Failed = sumif(ItemCount, isnotempty(Error)) by Secret'
      'where Failed >= 3 and Failed * 2 >= Readings'
    ], ' | ')
  }
  {
    name: 'secret-expires-soon'
    display: 'A secret expires soon'
    description: 'The newest version of a secret that the service uses expires within 30 days. What to do: docs/operations/rotation.md'
    severity: 2
    windowSize: 'P1D'
    evaluationFrequency: 'PT1H'
    dimensions: [{ name: 'Secret', operator: 'Include', values: ['*'] }]
    threshold: 0
    // The maximum of a day, not the last value: after a rotation an idle instance still reports the previous version.
    query: join([
      'AppMetrics'
      'where Name == "${signals.metrics.secretDaysToExpiry}"'
      'summarize Days = max(Sum) by Secret = tostring(Properties["${signals.tags.secret}"])'
      'where Days < 30'
    ], ' | ')
  }
  {
    name: 'secret-rotation-overdue'
    display: 'A secret that expires soon was not rotated'
    description: 'The newest version of a secret that the service uses expires within 10 days: the alert at 30 days was not answered. What to do: docs/operations/rotation.md'
    severity: 1
    windowSize: 'P1D'
    evaluationFrequency: 'PT1H'
    dimensions: [{ name: 'Secret', operator: 'Include', values: ['*'] }]
    threshold: 0
    query: join([
      'AppMetrics'
      'where Name == "${signals.metrics.secretDaysToExpiry}"'
      'summarize Days = max(Sum) by Secret = tostring(Properties["${signals.tags.secret}"])'
      'where Days < 10'
    ], ' | ')
  }
  {
    name: 'secret-too-old'
    display: 'A secret is older than the policy allows'
    description: 'The newest version of a secret that the service uses is older than SECRET_MAXIMUM_AGE_DAYS. What to do: docs/operations/rotation.md'
    severity: 2
    windowSize: 'P1D'
    evaluationFrequency: 'PT1H'
    dimensions: [{ name: 'Secret', operator: 'Include', values: ['*'] }]
    threshold: 0
    // The minimum of a day: one instance that has read the new version is enough.
    query: join([
      'AppMetrics'
      'where Name == "${signals.metrics.secretAgeDays}"'
      'summarize Days = min(Sum) by Secret = tostring(Properties["${signals.tags.secret}"])'
      'where Days > ${secretMaximumAgeDays}'
    ], ' | ')
  }
  {
    name: 'secret-against-policy'
    display: 'A secret breaks its policy'
    description: 'The inventory of the rotator says that a secret breaks the policy in its tags, has no valid version, cannot be listed, or has a rotation that is stuck. What to do: docs/operations/rotation.md'
    severity: 2
    // Twice the interval of the inventory; the newest record counts.
    windowSize: 'PT2H'
    evaluationFrequency: 'PT1H'
    dimensions: [{ name: 'Secret', operator: 'Include', values: ['*'] }]
    threshold: 0
    query: join([
      rotatorLog
      'where tostring(Properties["${signals.properties.event}"]) == "${signals.rotator.inventory}"'
      'extend Secret = tostring(Properties["${signals.properties.secret}"]), Breaches = tostring(Properties["${signals.rotator.breaches}"])'
      'summarize arg_max(TimeGenerated, Breaches) by Secret'
      'where Breaches != "-"'
    ], ' | ')
  }
  {
    name: 'limit-reached'
    display: 'A session or an address has reached its limit'
    description: 'More than 100 calls of a route in 15 minutes were refused with rate_limited: a session or an address calls more than its limit. What to do: docs/operations/incident.md'
    severity: 2
    windowSize: 'PT15M'
    evaluationFrequency: 'PT5M'
    dimensions: [{ name: 'Route', operator: 'Include', values: ['*'] }]
    threshold: 0
    query: join([
      'AppMetrics'
      'where Name == "${signals.metrics.requestDuration}" and tostring(Properties["${signals.tags.error}"]) == "${signals.limited}"'
      'summarize Calls = sum(ItemCount) by Route = tostring(Properties["${signals.tags.route}"])'
      'where Calls > 100'
    ], ' | ')
  }
  {
    name: 'unusual-volume'
    display: 'A route has more calls than usual'
    description: 'A route had far more calls than is usual for it, twice in an hour. What to do: docs/operations/incident.md'
    severity: 2
    windowSize: 'PT30M'
    evaluationFrequency: 'PT15M'
    dimensions: [{ name: 'Route', operator: 'Include', values: ['*'] }]
    sensitivity: 'Low'
    measure: 'Calls'
    query: join([
      'AppMetrics'
      'where Name == "${signals.metrics.requestDuration}"'
      'extend Route = tostring(Properties["${signals.tags.route}"])'
      'where Route !startswith "/api/health/"'
      'project TimeGenerated, Route, Calls = ItemCount'
    ], ' | ')
  }
  {
    name: 'session-volume'
    display: 'A session has many calls'
    description: 'A session made more than ${sessionCallsPerHour} proxied calls in an hour. What to do: docs/operations/incident.md'
    severity: 2
    windowSize: 'PT1H'
    evaluationFrequency: 'PT15M'
    dimensions: [{ name: 'Session', operator: 'Include', values: ['*'] }]
    threshold: 0
    // No session is in the metrics: it would be a time series for each login. Each record stands for a number of calls on one instance.
    query: join([
      'AppTraces'
      'where tostring(Properties["${signals.properties.category}"]) == "${signals.category}" and tostring(Properties["${signals.properties.event}"]) == "${signals.events.manyCalls}"'
      'summarize Calls = sum(toint(tostring(Properties["${signals.properties.calls}"]))) by Session = tostring(Properties["${signals.properties.session}"])'
      'where Calls > ${sessionCallsPerHour}'
    ], ' | ')
  }
  {
    name: 'rotation-failed'
    display: 'A rotation failed'
    description: 'The rotator could not continue the rotation of a secret; the version in use stays in use. What to do: docs/operations/rotate.md'
    severity: 2
    windowSize: 'PT1H'
    evaluationFrequency: 'PT15M'
    dimensions: [{ name: 'Secret', operator: 'Include', values: ['*'] }]
    threshold: 0
    query: join([
      rotatorLog
      'where tostring(Properties["${signals.properties.event}"]) == "${signals.rotator.failed}"'
      'summarize Failures = count() by Secret = tostring(Properties["${signals.properties.secret}"])'
      'where Failures > 0'
    ], ' | ')
  }
  {
    name: 'rotator-silent'
    display: 'The rotator does not run'
    description: 'No run of the rotator has ended for two days: secrets are not rotated. What to do: docs/operations/rotate.md'
    severity: 2
    windowSize: 'P2D'
    evaluationFrequency: 'PT1H'
    dimensions: []
    threshold: 0
    // Without a "by" there is a row also where no record matches.
    query: join([
      rotatorLog
      'summarize Runs = countif(tostring(Properties["${signals.properties.event}"]) == "${signals.rotator.runEnded}")'
      'where Runs == 0'
    ], ' | ')
  }
]

var category = 'AppTraces | where tostring(Properties["${signals.properties.category}"]) == "${signals.category}"'
var counted = map(events, rule => {
  name: rule.name
  display: rule.display
  description: rule.description
  severity: rule.severity
  windowSize: 'PT15M'
  evaluationFrequency: 'PT5M'
  dimensions: []
  query: '${category} and tostring(Properties["${signals.properties.event}"]) in ("${join(rule.events, '", "')}")'
  threshold: rule.threshold
})

// A fixed number of rows, or what is unusual for the sum of a column as the platform has learned it.
func fixed(threshold int?) object => {
  criterionType: 'StaticThresholdCriterion'
  timeAggregation: 'Count'
  threshold: threshold
  failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
}

func learned(sensitivity string?, measure string?) object => {
  criterionType: 'DynamicThresholdCriterion'
  timeAggregation: 'Total'
  metricMeasureColumn: measure
  alertSensitivity: sensitivity
  failingPeriods: { numberOfEvaluationPeriods: 4, minFailingPeriodsToAlert: 2 }
}

resource alerts 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for rule in concat(counted, measures): {
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
      evaluationFrequency: rule.evaluationFrequency
      windowSize: rule.windowSize
      autoMitigate: true
      // In a new workspace the table fills only with the first request.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: rule.query
            operator: 'GreaterThan'
            dimensions: rule.dimensions
            ...(contains(rule, 'sensitivity') ? learned(rule.?sensitivity, rule.?measure) : fixed(rule.?threshold))
          }
        ]
      }
      actions: { actionGroups: [actionGroupId] }
    }
  }
]
