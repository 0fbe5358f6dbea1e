// The optional virtual network: the apps go out through one subnet, the private endpoints of the vault and of the
// storage accounts stand in the other.

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

@description('Resource id of the storage account of the service.')
param storageId string

@description('Resource id of the storage account of the package.')
param packagesId string

@description('Resource id of the storage account of the rotator.')
param rotatorStorageId string

@description('Resource id of the storage account of the rotator\'s package.')
param rotatorPackagesId string

@description('True: all outbound traffic of the app uses one address.')
param natGatewayEnabled bool

@description('Name of the NAT gateway.')
param natGatewayName string

@description('Name of its public address.')
param publicAddressName string

// Azure's default rules say what is wanted here: in from the network only, nothing from the internet.
resource securityGroup 'Microsoft.Network/networkSecurityGroups@2025-09-01' = {
  name: securityGroupName
  location: location
  tags: tags
}

module outbound 'nat-gateway.bicep' = if (natGatewayEnabled) {
  name: 'nat-gateway'
  params: {
    location: location
    tags: tags
    name: natGatewayName
    addressName: publicAddressName
  }
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
          natGateway: natGatewayEnabled ? { id: outbound!.outputs.id } : null
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

var vaultZone = 'privatelink.vaultcore.azure.net'
var blobZone = 'privatelink.blob.${environment().suffixes.storage}'
var zoneNames = [vaultZone, blobZone]

module zone 'private-zone.bicep' = [
  for (name, i) in zoneNames: {
    name: 'private-zone-${i}'
    params: {
      name: name
      tags: tags
      networkId: network.id
    }
  }
]

var targets = [
  { name: 'vault', group: 'vault', id: vaultId, zone: vaultZone }
  { name: 'blob', group: 'blob', id: storageId, zone: blobZone }
  { name: 'packages', group: 'blob', id: packagesId, zone: blobZone }
  { name: 'rotator', group: 'blob', id: rotatorStorageId, zone: blobZone }
  { name: 'rotator-packages', group: 'blob', id: rotatorPackagesId, zone: blobZone }
]

module endpoint 'private-endpoint.bicep' = [
  for target in targets: {
    name: 'private-endpoint-${target.name}'
    params: {
      location: location
      tags: tags
      name: '${endpointPrefix}${target.name}'
      subnetId: network::endpoints.id
      targetId: target.id
      groupId: target.group
      zoneId: zone[indexOf(zoneNames, target.zone)].outputs.id
    }
  }
]

output appSubnetId string = network::app.id
output outboundAddress string = natGatewayEnabled ? outbound!.outputs.address : ''
