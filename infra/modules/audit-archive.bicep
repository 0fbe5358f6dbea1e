// A copy of the vault's audit log that nobody can change or delete for a number of days, whatever role they have, once an
// operator has locked the account's policy: the workspace can be deleted by whoever may delete resources.

@description('Region of the account.')
param location string

@description('Tags of the resources.')
param tags object

@description('Name of the account: 3 to 24 lower-case letters and digits.')
param name string

@description('Name of the vault.')
param vaultName string

@description('Days in which a record can be neither changed nor deleted.')
param days int

@description('True: reachable only through a private endpoint, and by the platform that writes the log.')
param privateOnly bool

@description('True: kept in three availability zones.')
param zoneRedundant bool

module account 'storage-account.bicep' = {
  name: 'audit-account'
  params: {
    location: location
    tags: tags
    name: name
    containers: []
    privateOnly: privateOnly
    zoneRedundant: zoneRedundant
    immutableForDays: days
  }
}

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: vaultName
}

resource archive 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'archive'
  scope: vault
  properties: {
    storageAccountId: account.outputs.id
    logs: [{ categoryGroup: 'audit', enabled: true }]
  }
}
