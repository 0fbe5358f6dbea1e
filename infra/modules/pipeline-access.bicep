// What the workflow rotate.yml may do: sign in as its identity from one environment of GitHub, replace the secrets and keys that the plan names, and read the
// settings of the rotator's app, from which it has the plan.

@description('Name of the workflow\'s identity.')
param identityName string

@description('Object id of that identity.')
param principalId string

@description('Subject of the jobs that may sign in as the identity.')
param subject string

@description('Name of the vault.')
param vaultName string

@description('Names of the secrets that are rotated.')
param rotatedSecretNames string[]

@description('Names of the keys that are rotated.')
param rotatedKeyNames string[]

@description('Names of the secrets that authorize a rotation at an API.')
param authorizingSecretNames string[]

@description('Name of the rotator\'s app.')
param rotatorName string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName

  resource github 'federatedIdentityCredentials' = {
    name: 'github'
    properties: {
      issuer: 'https://token.actions.githubusercontent.com'
      subject: subject
      audiences: ['api://AzureADTokenExchange']
    }
  }
}

module secrets 'secret-officer.bicep' = [
  for secret in rotatedSecretNames: {
    name: 'pipeline-officer-${uniqueString(secret)}'
    params: {
      vaultName: vaultName
      secretName: secret
      principalId: principalId
    }
  }
]

module keys 'key-officer.bicep' = [
  for key in rotatedKeyNames: {
    name: 'pipeline-key-officer-${uniqueString(key)}'
    params: {
      vaultName: vaultName
      keyName: key
      principalId: principalId
    }
  }
]

module authorizingSecrets 'secret-reader.bicep' = [
  for secret in authorizingSecretNames: {
    name: 'pipeline-reads-${uniqueString(secret)}'
    params: {
      vaultName: vaultName
      secretName: secret
      principalId: principalId
    }
  }
]

// No built-in role reads settings without the right to change the app. The last action also lists the publishing credentials, which are disabled.
resource settingsReader 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, 'rotator-settings-reader')
  properties: {
    roleName: 'Rotator Settings Reader (${rotatorName})'
    description: 'Reads the settings of a function app, which contain no secret.'
    type: 'CustomRole'
    assignableScopes: [resourceGroup().id]
    permissions: [
      {
        actions: ['Microsoft.Web/sites/read', 'Microsoft.Web/sites/config/read', 'Microsoft.Web/sites/config/list/action']
        notActions: []
        dataActions: []
        notDataActions: []
      }
    ]
  }
}

resource rotator 'Microsoft.Web/sites@2025-03-01' existing = {
  name: rotatorName
}

resource reader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(rotator.id, principalId, settingsReader.name)
  scope: rotator
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', settingsReader.name)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}
