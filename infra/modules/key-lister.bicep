// The permission to list the versions of one key with their dates and tags, and not to use it: for the inventory.

@description('Name of the vault.')
param vaultName string

@description('Name of the key.')
param keyName string

@description('Object id of the identity that lists the versions.')
param principalId string

var keyVaultReader = '21090545-7ca7-4776-b22c-e363652d74d2' // Key Vault Reader: names and attributes, no values

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: vaultName

  resource key 'keys' existing = {
    name: keyName
  }
}

resource lister 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault::key.id, principalId, keyVaultReader)
  scope: vault::key
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultReader)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}
