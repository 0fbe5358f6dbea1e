// The optional virtual network: the app goes out through one subnet, the private endpoints of the vault
// and of the storage account stand in the other.

@description('Region of the network.')
param location string

@description('Tags of the resources.')
param tags object

@description('Name of the virtual network.')
param name string

@description('Name of the network security group of both subnets.')
param securityGroupName string

@description('Prefix of the names of private endpoints.')
param endpointPrefix string

@description('Address range, /24 or larger; the first two /26 of it become subnets.')
param addressPrefix string

@description('Resource id of the vault.')
param vaultId string

@description('Resource id of the storage account.')
param storageId string

// Azure's default rules say what is wanted here: in from the network only, nothing from the internet.
resource securityGroup 'Microsoft.Network/networkSecurityGroups@2025-09-01' = {
  name: securityGroupName
  location: location
  tags: tags
}

resource network 'Microsoft.Network/virtualNetworks@2025-09-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [addressPrefix] }
    // Subnets stand inside the network: as resources of their own a later deployment would try to drop them.
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 26, 0)
          networkSecurityGroup: { id: securityGroup.id }
          delegations: [{ name: 'flex', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 26, 1)
          networkSecurityGroup: { id: securityGroup.id }
          privateEndpointNetworkPolicies: 'Enabled'
        }
      }
    ]
  }

  resource app 'subnets' existing = {
    name: 'app'
  }

  resource endpoints 'subnets' existing = {
    name: 'endpoints'
  }
}

var targets = [
  { name: 'vault', group: 'vault', id: vaultId, zone: 'privatelink.vaultcore.azure.net' }
  { name: 'blob', group: 'blob', id: storageId, zone: 'privatelink.blob.${environment().suffixes.storage}' }
]

module endpoint 'private-endpoint.bicep' = [
  for target in targets: {
    name: 'private-endpoint-${target.name}'
    params: {
      location: location
      tags: tags
      name: '${endpointPrefix}${target.name}'
      subnetId: network::endpoints.id
      networkId: network.id
      targetId: target.id
      groupId: target.group
      zoneName: target.zone
    }
  }
]

output appSubnetId string = network::app.id
