// A user-assigned identity: it exists, with its roles, before the app starts, and only such an identity can be an
// Entra application's credential. One is the service's, one fetches and replaces the package.

@description('Region of the identity.')
param location string

@description('Name of the identity.')
param name string

@description('Tags of the resource.')
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

output id string = identity.id
output clientId string = identity.properties.clientId
output principalId string = identity.properties.principalId
