// The permission to list the versions of one secret with their dates and tags, and to read no value: for the inventory.

@description('Name of the vault.')
param vaultName string

@description('Name of the secret.')
param secretName string

@description('Object id of the identity that lists the versions.')
param principalId string

var keyVaultReader = '21090545-7ca7-4776-b22c-e363652d74d2' // Key Vault Reader: names and attributes, no values

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: vaultName

  resource secret 'secrets' existing = {
    name: secretName
  }
}

resource lister 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault::secret.id, principalId, keyVaultReader)
  scope: vault::secret
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultReader)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}
