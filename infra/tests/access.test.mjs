// Which identity may do what where: the roles that a deployment would assign.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe } from 'node:test';
import { ROLES } from './access-roles.mjs';
import { app, compiledTest, ofType, predict, refusal, settingsOf } from './prediction.mjs';

const last = (id) => id.split('/').at(-1);

/** The resource that an assignment or a diagnostic setting is on. Its id is an expression where its name is one. */
const target = ({ id }) => /^\[extensionResourceId\('([^']+)'/.exec(id)?.[1] ?? id.replace(/\/providers\/[^/]+\/[^/]+\/[^/]+$/, '');

/** "identity: role on resource" of every assignment; names without the hash of the environment. */
const assignments = (resources) => ofType(resources, 'roleAssignments').map((assignment) => {
  const { properties } = assignment;
  const identity = /userAssignedIdentities\/([\w-]+)/.exec(properties.principalId)[1];
  const token = /-(\w+)$/.exec(identity)[1];
  const own = ofType(resources, 'roleDefinitions').find(({ name }) => name === last(properties.roleDefinitionId));
  const role = ROLES[last(properties.roleDefinitionId)] ?? own?.properties.roleName.replace(/ \(.*/, '') ?? assert.fail(properties.roleDefinitionId);
  return `${identity}: ${role} on ${target(assignment).split('/').slice(-2).join('/')}`.replaceAll(token, '*');
}).sort();

const SERVICE = /^id-(?:deploy-)?\*: /;
const SERVICE_ROLES = [
  'id-*: Monitoring Metrics Publisher on components/appi-*',
  'id-*: Storage Blob Data Owner on storageAccounts/st*',
  'id-deploy-*: Storage Blob Data Contributor on storageAccounts/stpkg*',
];

describe('the identity that the service runs as', () => {
  compiledTest('may not write where the package is: that is another account, and another identity\'s', () => {
    assert.deepEqual(assignments(predict()).filter((one) => SERVICE.test(one) && !one.includes('Key Vault')), SERVICE_ROLES);
  });

  compiledTest('is the one that reads the vault, the host\'s storage and the telemetry', () => {
    const settings = settingsOf(predict());

    for (const name of ['TokenExchange__KeyVault__ManagedIdentityClientId', 'AzureWebJobsStorage__clientId', 'APPLICATIONINSIGHTS_AUTHENTICATION_STRING']) {
      assert.match(settings[name], /userAssignedIdentities\/id-(?!deploy|rotator)/, name);
    }
  });
});

describe('the package', () => {
  compiledTest('is fetched and replaced by the platform with an identity that serves for nothing else', () => {
    const { identity, properties } = app(predict());
    const { authentication, value } = properties.functionAppConfig.deployment.storage;

    assert.equal(authentication.type, 'UserAssignedIdentity');
    assert.match(last(authentication.userAssignedIdentityResourceId), /^id-deploy-/);
    assert.ok(authentication.userAssignedIdentityResourceId in identity.userAssignedIdentities);
    assert.equal(Object.keys(identity.userAssignedIdentities).length, 2);
    assert.match(value, /storageAccounts\/stpkg\w+'.*'packages'/);
  });

  compiledTest('has a separate account without keys and public access, with logged writes', () => {
    const resources = predict();
    const [account] = ofType(resources, 'storageAccounts').filter(({ name }) => /^stpkg(?!rot)/.test(name));
    const containers = ofType(resources, 'containers').filter(({ name }) => /^stpkg(?!rot)/.test(name));
    const logs = ofType(resources, 'diagnosticSettings').find((setting) => /stpkg(?!rot)/.test(target(setting)));

    assert.equal(account.properties.allowSharedKeyAccess, false);
    assert.equal(account.properties.allowBlobPublicAccess, false);
    assert.deepEqual(containers.map(({ name, properties }) => [last(name), properties.publicAccess]), [['packages', 'None']]);
    assert.deepEqual(logs.properties.logs.map(({ category }) => category), ['StorageWrite', 'StorageDelete']);
  });

  compiledTest('is as private and as redundant as the rest', () => {
    for (const account of ofType(predict({ vnetEnabled: true, zoneRedundant: true }), 'storageAccounts')) {
      assert.equal(account.sku.name, 'Standard_ZRS', account.name);
      assert.equal(account.properties.publicNetworkAccess, 'Disabled', account.name);
      assert.equal(account.properties.networkAcls.defaultAction, 'Deny', account.name);
    }
  });
});

describe('the role on the vault', () => {
  const secrets = (parameters) => assignments(predict({ credentialKind: 'client-secret', additionalSecretNames: 'partner-api-key', ...parameters })).filter((one) => SERVICE.test(one) && one.includes('Key Vault'));

  compiledTest('is one on each secret by default', () => {
    const names = ['client-secret', 'partner-api-key', 'session-key'];

    assert.deepEqual(secrets({}), names.map((name) => `id-*: Key Vault Secrets User on secrets/${name}`));
  });

  compiledTest('is one on the whole vault where that is asked for, and for the service alone', () => {
    assert.deepEqual(secrets({ vaultRoleScope: 'vault' }), ['id-*: Key Vault Secrets User on vaults/kv-*']);
  });
});

describe('the rotator', () => {
  const recipe = { authorization: { secretName: 'management-key' } };
  const parameters = { additionalSecretNames: 'partner-api-key', rotationPlan: { secrets: { 'partner-api-key': { kind: 'http', recipe } } } };
  const keyParameters = {
    credentialKind: 'private-key-jwt',
    serviceSettings: { TokenExchange__Provider__Credential__KeyName: 'client-key', TokenExchange__Provider__Credential__SecretName: '' },
    rotationPlan: { secrets: { 'keys/client-key': { kind: 'private-key-jwt' } } },
  };
  const vaultRoles = (resources) => assignments(resources).filter((one) => one.startsWith('id-rotator') && one.includes('Key Vault'));

  compiledTest('may replace the session key and what its plan names, and nothing else; the service may replace nothing', () => {
    const resources = predict(parameters);

    assert.deepEqual(vaultRoles(predict()), ['id-rotator-*: Key Vault Secrets Officer on secrets/session-key']);
    assert.deepEqual(vaultRoles(resources), [
      'id-rotator-*: Key Vault Secrets Officer on secrets/partner-api-key',
      'id-rotator-*: Key Vault Secrets Officer on secrets/session-key',
      'id-rotator-*: Key Vault Secrets User on secrets/management-key',
    ]);
    assert.deepEqual(assignments(resources).filter((one) => SERVICE.test(one) && /Officer|management-key/.test(one)), []);
  });

  compiledTest('may replace a key that stays in the vault where its plan names it, and the service may not', () => {
    const resources = predict(keyParameters);

    assert.deepEqual(vaultRoles(resources), [
      'id-rotator-*: Key Vault Crypto Officer on keys/client-key',
      'id-rotator-*: Key Vault Reader on secrets/client-secret',
      'id-rotator-*: Key Vault Secrets Officer on secrets/session-key',
    ]);
    assert.deepEqual(assignments(resources).filter((one) => SERVICE.test(one) && /Officer/.test(one)), []);
  });

  compiledTest('has identities of its own, which the service\'s app does not have, and the other way round', () => {
    const [service, rotator] = ['api', 'rotator'].map((name) => Object.keys(app(predict(), name).identity.userAssignedIdentities));

    assert.equal(rotator.length, 2);
    assert.deepEqual(rotator.filter((identity) => service.includes(identity)), []);
  });

  compiledTest('runs as its own identity, with the settings of the service but without its shared state', () => {
    const settings = settingsOf(predict(parameters), 'rotator');

    for (const name of ['TokenExchange__KeyVault__ManagedIdentityClientId', 'AzureWebJobsStorage__clientId', 'APPLICATIONINSIGHTS_AUTHENTICATION_STRING']) {
      assert.match(settings[name], /userAssignedIdentities\/id-rotator-(?!deploy)/, name);
    }
    assert.equal(settings.TokenExchange__Provider__ClientId, 'client');
    assert.ok(!('TokenExchange__SharedState__BlobContainerUri' in settings));
    assert.deepEqual(JSON.parse(settings.RotationPlan), parameters.rotationPlan);
    assert.equal(settingsOf(predict(), 'rotator').RotationPlan, '');
  });

  compiledTest('accepts no requests', () => {
    const { siteConfig } = app(predict(), 'rotator').properties;

    assert.deepEqual([siteConfig.ipSecurityRestrictionsDefaultAction, siteConfig.ipSecurityRestrictions], ['Deny', []]);
  });

  compiledTest('gets the vault\'s event by its queue, which one other identity may only write to; in a private network by no way', () => {
    const subscription = (resources) => ofType(resources, 'eventSubscriptions').find(({ name }) => name.endsWith('/rotation'));
    const { filter, deliveryWithResourceIdentity } = subscription(predict()).properties;

    assert.deepEqual(filter.includedEventTypes, ['Microsoft.KeyVault.SecretNearExpiry', 'Microsoft.KeyVault.KeyNearExpiry']);
    assert.match(deliveryWithResourceIdentity.identity.userAssignedIdentity, /\/id-events-\w+/);
    assert.deepEqual(assignments(predict()).filter((one) => one.startsWith('id-events')), ['id-events-*: Storage Queue Data Message Sender on queues/secret-near-expiry']);
    assert.equal(subscription(predict({ vnetEnabled: true })), undefined);
    assert.equal(settingsOf(predict({ vnetEnabled: true }), 'rotator')['AzureWebJobs.RotateExpiring.Disabled'], 'true');
  });

  compiledTest('is refused a plan for a secret that the service does not use', () =>
    assert.match(refusal({ rotationPlan: parameters.rotationPlan }), /rotationPlan: the service does not use partner-api-key/));

  compiledTest('is refused a plan for a key that the service does not use: it would then rotate nothing, not even the session key', () => {
    const words = /rotationPlan: the service does not use keys\/client-key\. Set CREDENTIAL_KEY_NAME/;

    assert.match(refusal({ ...keyParameters, serviceSettings: {} }), words);
    assert.match(refusal({ ...keyParameters, serviceSettings: { TokenExchange__Provider__Credential__KeyName: 'other-key' } }), words);
    assert.match(refusal({ ...keyParameters, credentialKind: 'client-secret' }), words);
  });

  compiledTest('is refused a plan whose authorizing secret the service could read', () => {
    assert.match(refusal({ ...parameters, vaultRoleScope: 'vault' }), /VAULT_ROLE_SCOPE=vault lets the service read management-key/);

    const byToken = { 'partner-api-key': { kind: 'http', recipe: { authorization: { scope: 'https://management.azure.com/.default' } } } };
    assert.deepEqual(vaultRoles(predict({ ...parameters, rotationPlan: { secrets: byToken }, vaultRoleScope: 'vault' })).filter((one) => one.includes('Officer')), [
      'id-rotator-*: Key Vault Secrets Officer on secrets/partner-api-key',
      'id-rotator-*: Key Vault Secrets Officer on secrets/session-key',
    ]);
  });
});

describe('the table of what each identity may do', () => {
  const DEPLOYMENTS = [
    { credentialKind: 'client-secret', additionalSecretNames: '<name>', rotationPlan: { secrets: { 'client-secret': { kind: 'entra-client-secret' }, '<name>': { kind: 'http', recipe: { authorization: { secretName: '<authorizing name>' } } } } } },
    { credentialKind: 'client-secret', additionalSecretNames: '<name>' },
    { credentialKind: 'private-key-jwt', credentialKeyName: '<key>' },
    { credentialKind: 'private-key-jwt', credentialKeyName: '<key>', vaultRoleScope: 'vault' },
    {
      rotationPipelineSubject: 'repo:o/r:environment:dev-rotation', credentialKind: 'private-key-jwt', credentialKeyName: '<key>', additionalSecretNames: '<name>',
      rotationPlan: { secrets: { 'keys/<key>': { kind: 'private-key-jwt' }, '<name>': { kind: 'http', recipe: { authorization: { secretName: '<authorizing name>' } } } } },
    },
    { rotationPipelineSubject: 'repo:o/r:environment:dev-rotation', credentialKind: 'client-secret', rotationPlan: { secrets: { 'client-secret': { kind: 'entra-client-secret' } } } },
    { vaultRoleScope: 'vault' },
    { credentialKind: 'private-key-jwt', credentialSecretName: 'client-secret', serviceSettings: { TokenExchange__Provider__Credential__KeyName: '<key>' }, rotationPlan: { secrets: { 'keys/<key>': { kind: 'private-key-jwt' } } } },
  ]
    .map((parameters) => ({ ...parameters, vnetEnabled: true, natGatewayEnabled: true }));

  const rows = () => {
    const page = readFileSync(new URL('../../docs/deployment.md', import.meta.url), 'utf8');
    const section = page.split('### What each identity may do')[1].split('\n## ')[0];
    return [...section.matchAll(/^\| `([^`]+)` \| ([^|`]+) \| `([^`]+)` \|/gm)].map(([, identity, role, on]) => `${identity}: ${role} on ${on}`).sort();
  };

  compiledTest('has a row for each role assignment and a role assignment for each row', () => {
    assert.deepEqual(rows(), [...new Set(DEPLOYMENTS.flatMap((parameters) => assignments(predict(parameters))))].sort());
  });
});
