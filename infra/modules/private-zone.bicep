// The DNS zone in which private endpoints of one kind are found, known to the virtual network.

@description('Name of the zone.')
param name string

@description('Tags of the resources.')
param tags object

@description('Virtual network that may resolve the names.')
param networkId string

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: name
  location: 'global'
  tags: tags

  resource link 'virtualNetworkLinks' = {
    name: 'network'
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: networkId }
    }
  }
}

output id string = zone.id
