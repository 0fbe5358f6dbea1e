// One fixed public address for all outbound traffic of a subnet, for APIs and providers that accept only known addresses.

@description('Region of the resources.')
param location string

@description('Tags of the resources.')
param tags object

@description('Name of the gateway.')
param name string

@description('Name of the public address.')
param addressName string

resource address 'Microsoft.Network/publicIPAddresses@2025-09-01' = {
  name: addressName
  location: location
  tags: tags
  sku: { name: 'Standard' }
  properties: { publicIPAllocationMethod: 'Static' }
}

resource gateway 'Microsoft.Network/natGateways@2025-09-01' = {
  name: name
  location: location
  tags: tags
  // Subnets of Microsoft.App/environments, as Flex Consumption's, do not take StandardV2.
  sku: { name: 'Standard' }
  properties: { publicIpAddresses: [{ id: address.id }] }
}

output id string = gateway.id
output address string = address.properties.ipAddress
