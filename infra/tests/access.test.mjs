// Which identity may do what where: the roles that a deployment would assign.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe } from 'node:test';
import { compile, compiledTest, ofType, predict, the } from './prediction.mjs';

const ROLES = {
  'ba92f5b4-2d11-453d-a403-e96b0029c9fe': 'Storage Blob Data Contributor',
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b': 'Storage Blob Data Owner',
  '4633458b-17de-408a-b874-0445c86b69e6': 'Key Vault Secrets User',
  '3913510d-42f4-4e42-8a64-420c390055eb': 'Monitoring Metrics Publisher',
};

const last = (id) => id.split('/').at(-1);

/** The resource that an assignment or a diagnostic setting is on. Its id is an expression where its name is one. */
const target = ({ id }) => /^\[extensionResourceId\('([^']+)'/.exec(id)?.[1] ?? id.replace(/\/providers\/[^/]+\/[^/]+\/[^/]+$/, '');

/** "identity: role on resource" of every assignment; names without the hash of the environment. */
const assignments = (resources) => ofType(resources, 'roleAssignments').map((assignment) => {
  const { properties } = assignment;
  const identity = /userAssignedIdentities\/([\w-]+)/.exec(properties.principalId)[1];
  const token = /-(\w+)$/.exec(identity)[1];
  const role = ROLES[last(properties.roleDefinitionId)] ?? assert.fail(properties.roleDefinitionId);
  return `${identity}: ${role} on ${target(assignment).split('/').slice(-2).join('/')}`.replaceAll(token, '*');
}).sort();

const SERVICE_ROLES = [
  'id-*: Monitoring Metrics Publisher on components/appi-*',
  'id-*: Storage Blob Data Owner on storageAccounts/st*',
  'id-deploy-*: Storage Blob Data Contributor on storageAccounts/stpkg*',
];

describe('the identity that the service runs as', () => {
  compiledTest('may not write where the package is: that is another account, and another identity\'s', () => {
    assert.deepEqual(assignments(predict()).filter((one) => !one.includes('Key Vault')), SERVICE_ROLES);
  });

  compiledTest('is the one that reads the vault, the host\'s storage and the telemetry', () => {
    const { properties } = ofType(predict(), 'sites/config')[0];

    for (const name of ['TokenExchange__KeyVault__ManagedIdentityClientId', 'AzureWebJobsStorage__clientId', 'APPLICATIONINSIGHTS_AUTHENTICATION_STRING']) {
      assert.match(properties[name], /userAssignedIdentities\/id-(?!deploy)/, name);
    }
  });
});

describe('the package', () => {
  compiledTest('is fetched and replaced by the platform with an identity that serves for nothing else', () => {
    const { identity, properties } = the(predict(), 'sites');
    const { authentication, value } = properties.functionAppConfig.deployment.storage;

    assert.equal(authentication.type, 'UserAssignedIdentity');
    assert.match(last(authentication.userAssignedIdentityResourceId), /^id-deploy-/);
    assert.ok(authentication.userAssignedIdentityResourceId in identity.userAssignedIdentities);
    assert.equal(Object.keys(identity.userAssignedIdentities).length, 2);
    assert.match(value, /storageAccounts\/stpkg\w+'.*'packages'/);
  });

  compiledTest('has a separate account without keys and public access, with logged writes', () => {
    const resources = predict();
    const [account] = ofType(resources, 'storageAccounts').filter(({ name }) => name.startsWith('stpkg'));
    const containers = ofType(resources, 'containers').filter(({ name }) => name.startsWith('stpkg'));
    const logs = ofType(resources, 'diagnosticSettings').find((setting) => target(setting).includes('stpkg'));

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
  const secrets = (parameters) => assignments(predict({ credentialKind: 'client-secret', additionalSecretNames: 'partner-api-key', ...parameters })).filter((one) => one.includes('Key Vault'));

  compiledTest('is one on each secret by default', () => {
    const names = ['client-secret', 'partner-api-key', 'session-key'];

    assert.deepEqual(secrets({}), names.map((name) => `id-*: Key Vault Secrets User on secrets/${name}`));
  });

  compiledTest('is one on the whole vault where that is asked for, and for the service alone', () => {
    assert.deepEqual(secrets({ vaultRoleScope: 'vault' }), ['id-*: Key Vault Secrets User on vaults/kv-*']);
  });
});

describe('the table of what each identity may do', () => {
  const DEPLOYMENTS = [{ credentialKind: 'client-secret', additionalSecretNames: '<name>' }, { vaultRoleScope: 'vault' }]
    .map((parameters) => ({ ...parameters, vnetEnabled: true, natGatewayEnabled: true }));

  const rows = () => {
    const page = readFileSync(new URL('../../docs/deployment.md', import.meta.url), 'utf8');
    const section = page.split('### What each identity may do')[1].split('\n## ')[0];
    return [...section.matchAll(/^\| `([^`]+)` \| ([^|`]+) \| `([^`]+)` \|/gm)].map(([, identity, role, on]) => `${identity}: ${role} on ${on}`).sort();
  };

  /** The role assignments in a template and in the templates of its modules. */
  const declared = (template) => Object.values(template.resources ?? {}).flatMap((resource) => [
    ...(resource.type === 'Microsoft.Authorization/roleAssignments' ? [resource] : []),
    ...declared(resource.properties?.template ?? {}),
  ]);

  compiledTest('has a row for each role assignment and a role assignment for each row', () => {
    assert.deepEqual(rows(), [...new Set(DEPLOYMENTS.flatMap((parameters) => assignments(predict(parameters))))].sort());
  });

  compiledTest('has a row for each role assignment of the template, also for one that only other parameters would make', () => {
    const written = declared(compile()).map(({ scope, properties }) => {
      const type = /^\[resourceId\('([^']+)'/.exec(scope)[1];
      return `${/variables\('(\w+)'\)/.exec(properties.roleDefinitionId)[1]} on ${last(type)}`.toLowerCase();
    });
    const inTable = rows().map((row) => row.replace(/^.*: /, '').replace(/\/.*$/, '').replace(/ (?!on |\w+$)/g, '').toLowerCase());

    assert.deepEqual([...new Set(inTable)].sort(), [...new Set(written)].sort());
  });
});
