// The permission to replace one key that never leaves the vault: to read its versions, to add one, to sign its
// verification, and to disable one. The narrowest built-in role that allows this also allows to delete the key, which the
// vault's soft delete makes reversible.

@description('Name of the vault.')
param vaultName string

@description('Name of the key, which exists.')
param keyName string

@description('Object id of the identity that replaces the key.')
param principalId string

var keyVaultCryptoOfficer = '14b46e9e-c2b7-41b4-b07b-48a6ebf60603' // Key Vault Crypto Officer

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: vaultName

  resource key 'keys' existing = {
    name: keyName
  }
}

resource officer 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault::key.id, principalId, keyVaultCryptoOfficer)
  scope: vault::key
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultCryptoOfficer)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}
