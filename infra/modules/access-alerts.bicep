// Alerts on who reads secrets and who changes access, the vault and the monitoring. The vault's own log has what its
// interface was used for; the activity log has what was done through the resource manager (docs/adr/0070).

@description('Region of the rules on logs: the workspace\'s.')
param location string

@description('Tags of the resources.')
param tags object

@description('Prefix of the alerts\' names.')
param stem string

@description('Workspace that holds the vault\'s audit log.')
param workspaceId string

@description('Action group for notifications.')
param actionGroupId string

@description('Object ids of the identities that may read secrets: the service\'s, and others that the template creates for it. A read by anybody else is an alert.')
param readerPrincipalIds string[]

@description('Object ids of the identities that may write secrets: the rotator\'s, and those of SECRET_WRITER_IDS. A write by anybody else is an alert.')
param writerPrincipalIds string[]

// Operations that give the value of a secret, its encrypted copy, or the use of a key. A rule for KeyRelease costs nothing, although
// the log's documentation does not name it.
var reads = [
  'SecretGet'
  'SecretBackup'
  'KeySign'
  'KeyVerify'
  'KeyEncrypt'
  'KeyDecrypt'
  'KeyWrap'
  'KeyUnwrap'
  'KeyRelease'
  'KeyBackup'
  'CertificateBackup'
]
var deletions = ['SecretDelete', 'SecretPurge', 'KeyDelete', 'KeyPurge', 'CertificateDelete', 'CertificatePurge']
// Operations that give names, dates and public halves, and change nothing.
var lookups = [
  'Authentication'
  'VaultGet'
  'SecretList'
  'SecretListVersions'
  'SecretGetDeleted'
  'SecretListDeleted'
  'KeyGet'
  'KeyList'
  'KeyListVersions'
  'KeyGetDeleted'
  'KeyListDeleted'
  'KeyRotationPolicyGet'
  'CertificateGet'
  'CertificateList'
  'CertificateListVersions'
  'CertificateGetDeleted'
  'CertificateListDeleted'
  'CertificatePolicyGet'
  'CertificateContactsGet'
  'CertificateIssuerGet'
  'CertificateIssuersList'
  'CertificatePendingGet'
]
// Done through the resource manager: the activity log has them (vault-changed), with the account that asked for them.
var managed = ['VaultPut', 'VaultPatch', 'VaultDelete', 'VaultRecover']

// The table names the caller by the claims of its token, under one of two names. A deleted secret has an address of its own.
var caller = join([
  'extend Claim = parse_json(tostring(Identity)).claim'
  'extend Caller = coalesce(tostring(Claim.oid), tostring(Claim["http://schemas.microsoft.com/identity/claims/objectidentifier"]), "unknown")'
  'extend Secret = coalesce(extract("/(?:deleted)?(?:secrets|keys|certificates)/([^/?]+)", 1, RequestUri), "unknown")'
], ' | ')

// What the vault does by itself, such as the rotation of a key by its own policy, may have no status.
var done = '(isnull(HttpStatusCode) or HttpStatusCode < 300)'

var vaultRules = [
  {
    name: 'secret-read-by-others'
    display: 'A secret was read by somebody else'
    description: 'An identity other than the service\'s read a secret or used a key of the vault. What to do: docs/operations/incident.md'
    severity: 1
    threshold: 0
    query: join([
      'AZKVAuditLogs'
      'where OperationName in ("${join(reads, '", "')}") and ${done}'
      caller
      'where Caller !in~ ("${join(readerPrincipalIds, '", "')}")'
    ], ' | ')
  }
  {
    name: 'secret-written-by-others'
    display: 'A secret was written by somebody else'
    description: 'An identity that is neither the rotator\'s nor one of SECRET_WRITER_IDS wrote a secret, a key or a certificate of the vault, or changed a version. What to do: docs/operations/incident.md'
    severity: 1
    threshold: 0
    // Everything that is not known to change nothing, so that an operation which the vault gets later is an alert and not a gap.
    query: join([
      'AZKVAuditLogs'
      'where OperationName !in ("${join(concat(reads, deletions, lookups, managed), '", "')}") and OperationName !endswith "EventGridNotification" and ${done}'
      caller
      'where Caller !in~ ("${join(writerPrincipalIds, '", "')}")'
    ], ' | ')
  }
  {
    name: 'secret-deleted'
    display: 'A secret was deleted'
    description: 'A secret, key or certificate of the vault was deleted or purged. What to do: docs/operations/recovery.md'
    severity: 1
    threshold: 0
    query: join([
      'AZKVAuditLogs'
      'where OperationName in ("${join(deletions, '", "')}") and ${done}'
      caller
    ], ' | ')
  }
]

// A provision writes some of these resources itself: compare time and caller of the alert with your deployments.
var activities = [
  {
    name: 'access-granted'
    description: 'A role was assigned in the resource group, on one of its resources, an access policy of the vault was written, or an identity trusts another issuer. What to do: docs/operations/incident.md'
    // Whoever adds a federated credential to the service's identity reads secrets as the service, which no alert on readers sees.
    operations: [
      'Microsoft.Authorization/roleAssignments/write'
      'Microsoft.KeyVault/vaults/accessPolicies/write'
      'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write'
    ]
  }
  {
    name: 'vault-changed'
    description: 'The vault was deleted, or its properties (firewall, permission model, soft delete), a secret or a key were written through the resource manager. What to do: docs/operations/incident.md'
    // A secret can be written through the resource manager without a role on its data; the vault's own log does not have it.
    operations: [
      'Microsoft.KeyVault/vaults/write'
      'Microsoft.KeyVault/vaults/delete'
      'Microsoft.KeyVault/vaults/secrets/write'
      'Microsoft.KeyVault/vaults/keys/write'
    ]
  }
  {
    name: 'monitoring-changed'
    description: 'Diagnostic settings, alerts, their recipients or rules that suppress them were written or deleted, or the log was deleted or purged. What to do: docs/operations/incident.md'
    operations: [
      'Microsoft.Insights/diagnosticSettings/write'
      'Microsoft.Insights/diagnosticSettings/delete'
      'Microsoft.Insights/actionGroups/write'
      'Microsoft.Insights/actionGroups/delete'
      'Microsoft.Insights/metricAlerts/write'
      'Microsoft.Insights/metricAlerts/delete'
      'Microsoft.Insights/scheduledQueryRules/write'
      'Microsoft.Insights/scheduledQueryRules/delete'
      'Microsoft.Insights/activityLogAlerts/write'
      'Microsoft.Insights/activityLogAlerts/delete'
      'Microsoft.AlertsManagement/actionRules/write'
      'Microsoft.OperationalInsights/workspaces/delete'
      'Microsoft.OperationalInsights/workspaces/purge/action'
    ]
  }
]

resource vaultAlerts 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for rule in vaultRules: {
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
      // Longer than the interval: the vault's log arrives after some minutes.
      windowSize: 'PT30M'
      autoMitigate: true
      // In a new workspace the table fills only with the first call.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: rule.threshold
            // Each caller and each secret is an alert of its own.
            dimensions: [
              { name: 'Caller', operator: 'Include', values: ['*'] }
              { name: 'Secret', operator: 'Include', values: ['*'] }
            ]
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [actionGroupId] }
    }
  }
]

resource activityAlerts 'Microsoft.Insights/activityLogAlerts@2020-10-01' = [
  for alert in activities: {
    name: '${stem}-${alert.name}'
    location: 'global'
    tags: tags
    properties: {
      description: alert.description
      enabled: true
      // Everything in the group. Assignments above it (subscription, management group) are not in this scope.
      scopes: [resourceGroup().id]
      condition: {
        allOf: [
          { field: 'category', equals: 'Administrative' }
          { field: 'status', equals: 'Succeeded' }
          { anyOf: map(alert.operations, operation => { field: 'operationName', equals: operation }) }
        ]
      }
      actions: { actionGroups: [{ actionGroupId: actionGroupId }] }
    }
  }
]
