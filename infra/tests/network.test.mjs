// The optional virtual network: what is reachable through it, and by which address the service goes out.

import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { compile, compiledTest, ofType, predict, refusal, the } from './prediction.mjs';

const last = (id) => id.split('/').at(-1);

describe('the virtual network', () => {
  compiledTest('is left out by default, with all that belongs to it', () => {
    assert.deepEqual(predict().filter(({ type }) => type.startsWith('Microsoft.Network/') && !type.endsWith('Policies')), []);
  });

  compiledTest('has an endpoint for the vault and for each storage account, and one zone for each kind', () => {
    const resources = predict({ vnetEnabled: true });
    const targets = ofType(resources, 'privateEndpoints').map(({ properties }) => last(properties.privateLinkServiceConnections[0].properties.privateLinkServiceId));
    const accounts = ofType(resources, 'storageAccounts').map(({ name }) => name);

    assert.deepEqual(targets.sort(), [the(resources, 'vaults').name, ...accounts].sort());
    assert.equal(ofType(resources, 'privateDnsZones').length, 2);
    assert.equal(ofType(resources, 'privateDnsZoneGroups').length, targets.length);
  });
});

describe('a NAT gateway', () => {
  const parameters = { vnetEnabled: true, natGatewayEnabled: true };

  compiledTest('is made only where it is asked for', () => {
    assert.deepEqual(ofType(predict({ vnetEnabled: true }), 'natGateways'), []);
    assert.deepEqual(ofType(predict({ vnetEnabled: true }), 'publicIPAddresses'), []);
  });

  compiledTest('gives the app\'s subnet, and no other, one address that stays', () => {
    const resources = predict(parameters);
    const gateway = the(resources, 'natGateways');
    const address = the(resources, 'publicIPAddresses');
    const behind = the(resources, 'virtualNetworks').properties.subnets.filter(({ properties }) => properties.natGateway);

    assert.equal(address.properties.publicIPAllocationMethod, 'Static');
    assert.deepEqual(gateway.properties.publicIpAddresses.map(({ id }) => last(id)), [address.name]);
    assert.deepEqual(behind.map(({ name, properties }) => [name, last(properties.natGateway.id)]), [['app', gateway.name]]);
  });

  compiledTest('is of the tier that subnets of this kind can use', () => {
    // Microsoft.App/environments does not take the second version: "Standard V2 SKU NAT Gateway is currently not supported for integration".
    assert.equal(the(predict(parameters), 'natGateways').sku.name, 'Standard');
    assert.equal(the(predict(parameters), 'publicIPAddresses').sku.name, 'Standard');
  });

  compiledTest('without a virtual network is refused before anything is made', () => {
    assert.match(refusal({ natGatewayEnabled: true }), /NAT_GATEWAY_ENABLED=true needs VNET_ENABLED=true/);
  });

  compiledTest('has its address among the outputs', () => assert.ok('SERVICE_OUTBOUND_ADDRESS' in compile().outputs));
});
