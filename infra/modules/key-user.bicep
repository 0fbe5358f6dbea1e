// The permission to sign with one key that never leaves the vault, and to read its versions and public half.

@description('Name of the vault.')
param vaultName string

@description('Name of the key.')
param keyName string

@description('Object id of the identity that signs.')
param principalId string

var keyVaultCryptoUser = '12338af0-0e69-4776-bea7-57ae8d297424' // Key Vault Crypto User

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: vaultName

  resource key 'keys' existing = {
    name: keyName
  }
}

resource user 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault::key.id, principalId, keyVaultCryptoUser)
  scope: vault::key
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultCryptoUser)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}
