// A private endpoint with the DNS zone that makes the resource's usual name lead to it.

@description('Region of the endpoint.')
param location string

@description('Tags of the resources.')
param tags object

@description('Name of the endpoint.')
param name string

@description('Subnet that the endpoint stands in.')
param subnetId string

@description('Virtual network that may resolve the name.')
param networkId string

@description('Resource that the endpoint leads to.')
param targetId string

@description('Which of the resource\'s services, for example vault or blob.')
param groupId string

@description('Private DNS zone of that service.')
param zoneName string

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: zoneName
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

resource endpoint 'Microsoft.Network/privateEndpoints@2025-09-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: { id: subnetId }
    privateLinkServiceConnections: [
      { name: groupId, properties: { privateLinkServiceId: targetId, groupIds: [groupId] } }
    ]
  }

  resource dns 'privateDnsZoneGroups' = {
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [{ name: groupId, properties: { privateDnsZoneId: zone.id } }]
    }
  }
}
