// A private endpoint, and its entry in the DNS zone that makes the resource's usual name lead to it.

@description('Region of the endpoint.')
param location string

@description('Tags of the resources.')
param tags object

@description('Name of the endpoint.')
param name string

@description('Subnet of the endpoint.')
param subnetId string

@description('Resource of the endpoint.')
param targetId string

@description('Which of the resource\'s services, for example vault or blob.')
param groupId string

@description('Id of the private DNS zone of that service.')
param zoneId string

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
      privateDnsZoneConfigs: [{ name: groupId, properties: { privateDnsZoneId: zoneId } }]
    }
  }
}
