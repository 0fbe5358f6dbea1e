// The vault, its audit log, and one slot for each secret. A slot is written only if it does not exist yet,
// so that no deployment replaces a value that an operator has set.

@description('Policy of a secret. Its tags are read by inventory, doctor and rotator.')
@sealed()
type secretPolicy = {
  @description('Who rotates it.')
  @minLength(1)
  @maxLength(128)
  owner: string?

  @description('Its classification.')
  @minLength(1)
  @maxLength(128)
  class: string?

  @description('Age in days at which it has to be replaced.')
  @minValue(1)
  @maxValue(9999)
  rotateAfter: int?

  @description('Days in which the previous version stays valid.')
  @minValue(1)
  @maxValue(9999)
  overlap: int?

  @description('What else uses it, apart from the service.')
  dependsOn: string[]?
}

@description('Region of the vault.')
param location string

@description('Tags of the resource.')
param tags object

@description('Name of the vault: 3 to 24 letters, digits and hyphens.')
param name string

@description('Days in which a deleted secret or vault can be recovered and its name cannot be used again.')
@minValue(7)
@maxValue(90)
param softDeleteRetentionInDays int

@description('True: reachable only through a private endpoint.')
param privateOnly bool

@description('Workspace that receives the audit log.')
param workspaceId string

@description('Object id of the identity that reads the secrets.')
param principalId string

@description('What that identity may read: "secret", the secrets that the service uses; "vault", all secrets.')
@allowed(['secret', 'vault'])
param roleScope string

@description('Name of the secret for the cookie keys.')
param sessionKeyName string

@description('First value of the session key; used only if it does not exist.')
@secure()
param sessionKeyValue string

@description('Names of the other secrets that the service reads; each is created as a disabled version without a value.')
param otherSecretNames string[]

@description('Name of the key that signs for the service; created if it does not exist. Empty: none.')
param clientKeyName string

@description('Object id of the rotator\'s identity.')
param rotatorPrincipalId string

@description('Names of the secrets that the rotator replaces; each is the session key or one of the other secrets.')
param rotatedSecretNames string[]

@description('Names of the keys that the rotator replaces; each is clientKeyName, or exists in the vault.')
param rotatedKeyNames string[]

@description('Names of the secrets that authorize the rotator at an API; each is created like the other secrets. The service never reads them: with roleScope "vault" there are none.')
param authorizingSecretNames string[]

@description('Policies of these secrets, by name. They are written when the secret is created, and never later.')
param rotationPolicies { *: secretPolicy } = {}

var policies = union({ '${sessionKeyName}': { owner: 'rotator', class: 'secret', rotateAfter: 90 } }, rotationPolicies)

@description('The tags of a policy (src/TokenExchange.Rotations/Policy/SecretPolicy.cs).')
func policyTags(policy object) object =>
  toObject(
    filter(
      items({
        owner: policy.?owner ?? ''
        class: policy.?class ?? ''
        'rotate-after': contains(policy, 'rotateAfter') ? string(policy.rotateAfter) : ''
        overlap: contains(policy, 'overlap') ? string(policy.overlap) : ''
        'depends-on': join(policy.?dependsOn ?? [], ', ')
      }),
      tag => !empty(tag.value)
    ),
    tag => tag.key,
    tag => tag.value
  )

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: softDeleteRetentionInDays
    enablePurgeProtection: true
    publicNetworkAccess: privateOnly ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: privateOnly ? 'Deny' : 'Allow'
    }
  }
}

resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: vault
  properties: {
    workspaceId: workspaceId
    // The resource's own table (AZKVAuditLogs), which the alerts and the workbook read.
    logAnalyticsDestinationType: 'Dedicated'
    logs: [{ categoryGroup: 'audit', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

// A PUT on a secret makes a new version, and a new version of this one is a new sealing key.
@onlyIfNotExists()
resource sessionKey 'Microsoft.KeyVault/vaults/secrets@2026-02-01' = {
  parent: vault
  name: sessionKeyName
  tags: union(tags, policyTags(policies[sessionKeyName]))
  properties: {
    value: sessionKeyValue
    contentType: 'application/base64'
    attributes: { enabled: true }
  }
}

// The slot exists because the role assignment below needs an existing secret. It is disabled, so the vault does not
// return its value, and the service treats the secret as missing.
@onlyIfNotExists()
resource slots 'Microsoft.KeyVault/vaults/secrets@2026-02-01' = [
  for slot in union(otherSecretNames, authorizingSecretNames): {
    parent: vault
    name: slot
    tags: union(tags, policyTags(policies[?slot] ?? {}))
    properties: {
      value: 'not set: run hooks postprovision'
      attributes: { enabled: false }
    }
  }
]

// A list, because an empty name would be no name of a resource. The key cannot be exported: the vault signs.
var clientKeyNames = empty(clientKeyName) ? [] : [clientKeyName]

@onlyIfNotExists()
resource clientKeys 'Microsoft.KeyVault/vaults/keys@2026-02-01' = [
  for key in clientKeyNames: {
    parent: vault
    name: key
    tags: union(tags, policyTags(policies[?'keys/${key}'] ?? {}))
    properties: {
      kty: 'EC'
      curveName: 'P-256'
      keyOps: ['sign', 'verify']
      attributes: { enabled: true, exportable: false }
    }
  }
]

module sessionKeyReader 'secret-reader.bicep' = if (roleScope == 'secret') {
  name: 'reader-${uniqueString(sessionKeyName)}'
  params: {
    vaultName: vault.name
    secretName: sessionKeyName
    principalId: principalId
  }
  dependsOn: [sessionKey]
}

module slotReaders 'secret-reader.bicep' = [
  for slot in otherSecretNames: if (roleScope == 'secret') {
    name: 'reader-${uniqueString(slot)}'
    params: {
      vaultName: vault.name
      secretName: slot
      principalId: principalId
    }
    dependsOn: [slots]
  }
]

module clientKeyUsers 'key-user.bicep' = [
  for key in clientKeyNames: if (roleScope == 'secret') {
    name: 'key-user-${uniqueString(key)}'
    params: {
      vaultName: vault.name
      keyName: key
      principalId: principalId
    }
    dependsOn: [clientKeys]
  }
]

module rotatedSecrets 'secret-officer.bicep' = [
  for secret in rotatedSecretNames: {
    name: 'officer-${uniqueString(secret)}'
    params: {
      vaultName: vault.name
      secretName: secret
      principalId: rotatorPrincipalId
    }
    dependsOn: [sessionKey, slots]
  }
]

module rotatedKeys 'key-officer.bicep' = [
  for key in rotatedKeyNames: {
    name: 'key-officer-${uniqueString(key)}'
    params: {
      vaultName: vault.name
      keyName: key
      principalId: rotatorPrincipalId
    }
    dependsOn: [clientKeys]
  }
]

module listedKeys 'key-lister.bicep' = [
  for key in filter(clientKeyNames, name => !contains(rotatedKeyNames, name)): if (roleScope == 'secret') {
    name: 'rotator-lists-key-${uniqueString(key)}'
    params: {
      vaultName: vault.name
      keyName: key
      principalId: rotatorPrincipalId
    }
    dependsOn: [clientKeys]
  }
]

// The inventory has every secret in use, those without a rotation too.
module listedSecrets 'secret-lister.bicep' = [
  for secret in filter(otherSecretNames, name => !contains(rotatedSecretNames, name)): if (roleScope == 'secret') {
    name: 'rotator-lists-${uniqueString(secret)}'
    params: {
      vaultName: vault.name
      secretName: secret
      principalId: rotatorPrincipalId
    }
    dependsOn: [slots]
  }
]

module authorizingSecrets 'secret-reader.bicep' = [
  for secret in authorizingSecretNames: {
    name: 'rotator-reads-${uniqueString(secret)}'
    params: {
      vaultName: vault.name
      secretName: secret
      principalId: rotatorPrincipalId
    }
    dependsOn: [slots]
  }
]

var keyVaultReader = '21090545-7ca7-4776-b22c-e363652d74d2' // Key Vault Reader: names and attributes, no values

// Only where versions cannot be listed with a role on the secret. The right to write stays with each secret.
resource rotatorLists 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (roleScope == 'vault') {
  name: guid(vault.id, rotatorPrincipalId, keyVaultReader)
  scope: vault
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultReader)
    principalId: rotatorPrincipalId
    principalType: 'ServicePrincipal'
  }
}

var keyVaultSecretsUser = '4633458b-17de-408a-b874-0445c86b69e6' // Key Vault Secrets User

resource vaultReader 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (roleScope == 'vault') {
  name: guid(vault.id, principalId, keyVaultSecretsUser)
  scope: vault
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsUser)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}

var keyVaultCryptoUser = '12338af0-0e69-4776-bea7-57ae8d297424' // Key Vault Crypto User

resource vaultKeyUser 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (roleScope == 'vault' && !empty(clientKeyName)) {
  name: guid(vault.id, principalId, keyVaultCryptoUser)
  scope: vault
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultCryptoUser)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}

output id string = vault.id
output name string = vault.name
output uri string = vault.properties.vaultUri
