// What alerts and workbook ask for: columns that the tables have, and numbers that fit small sites and large ones.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { compiledTest, ofType, predict } from './prediction.mjs';

const read = (file) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
const template = read('modules/log-alerts.bicep') + read('modules/access-alerts.bicep');

// Of each table the columns that are used, as its reference names and explains them.
const columns = {
  AppMetrics: ['TimeGenerated', 'Name', 'ItemCount', 'Sum', 'Max', 'Properties'],
  AppRequests: ['TimeGenerated', 'Name', 'DurationMs', 'Properties'],
  AppTraces: ['TimeGenerated', 'Message', 'Properties'],
  AZKVAuditLogs: ['TimeGenerated', 'OperationName', 'HttpStatusCode', 'RequestUri', 'DurationMs', 'Identity'],
};

/** The lines of a list of strings; a name among them stands for a list of its own. */
const lines = (text) => text.split('\n').map((line) => line.trim()).map((line) => (/^\w+$/.test(line)
  ? lines(new RegExp(`^var ${line} = join\\(\\[\n([^]*?)\n\\], ' \\| '\\)$`, 'm').exec(template)[1])
  : line.slice(1, -1))).join(' | ');

const measures = [...template.matchAll(/^    name: '([\w-]+)'\n(?:    (?!name:).*\n)*?    query: join\(\[\n([^]*?)\n +\], ' \| '\)/gm)]
  .map(([, name, text]) => [name, lines(text)]);
const events = ['events', /^var category = '(.*)'$/m.exec(template)[1] + /query: '\$\{category\}(.*)'$/m.exec(template)[1]];
const panels = JSON.parse(read('workbooks/operations.json')).items.filter((item) => item.content.query).map((item) => [item.name, item.content.query]);

test('every query reads columns that its table has, or has made itself', () => {
  assert.ok(measures.length >= 9 && panels.length >= 10);
  for (const [name, query] of [events, ...measures, ...panels]) {
    const bare = query.replace(/[$@]\{[^}]*\}/g, 'x').replace(/"[^"]*"/g, '""');
    const words = bare.match(/\b[A-Z]\w+/g);
    const tables = [words[0], ...[...bare.matchAll(/\((\w+) \| /g)].map(([, table]) => table)];
    const known = tables.flatMap((table) => [table, ...(columns[table] ?? assert.fail(`${name}: ${table}`))]);
    const made = [...bare.matchAll(/\b([A-Z]\w+) =(?!=)/g)].map(([, column]) => column);

    assert.deepEqual(words.filter((word) => !known.includes(word) && !made.includes(word)), [], name);
  }
});

test('no alert uses what log alerts do not take', () => {
  for (const [name, query] of [events, ...measures]) assert.doesNotMatch(query, /\b(pivot|bag_unpack|narrow|search|ago)\b/, name);
});

test('every rule has its number', () => {
  assert.equal(template.match(/^    severity: \d$/gm).length, template.match(/^    (threshold: \d+|sensitivity: '\w+')$/gm).length);
});

/** What the last step of a rule decides about these numbers. */
const decide = (name, values) => {
  const condition = measures.find(([rule]) => rule === name)[1].split(' | where ').at(-1);
  assert.match(condition, /^[\w\s<>=*]+$/);
  return new Function(...Object.keys(values), `return ${condition.replaceAll(' and ', ' && ')};`)(...Object.values(values));
};

test('an alert fires for a failing small site, not for single failures of a large one', () => {
  const alerts = (Failed, Requests) => decide('requests-failing', { Failed, Requests });

  assert.ok(alerts(4, 4), 'four logins, all of them failed');
  assert.ok(alerts(600, 10_000));
  assert.ok(!alerts(3, 3), 'one page that asked again');
  assert.ok(!alerts(40, 10_000));
});

test('an alert fires for an unreadable vault, also on a quiet site, not for a short fault', () => {
  const alerts = (Failed, Readings) => decide('vault-reads-failed', { Failed, Readings });

  assert.ok(alerts(3, 3), 'three sign-ins in an hour');
  assert.ok(alerts(25, 37), 'one busy instance, after five minutes');
  assert.ok(!alerts(2, 2));
  assert.ok(!alerts(5, 17), 'half a minute of an hour on one busy instance');
  assert.ok(!alerts(10, 250), 'twenty instances');
});

test('an alert fires for each failed rotation, and for a rotator that has not run', () => {
  assert.ok(decide('rotation-failed', { Failures: 1 }));
  assert.ok(decide('rotator-silent', { Runs: 0 }));
  assert.ok(!decide('rotator-silent', { Runs: 1 }));
});

test('an alert fires 30 days before an expiry', () => {
  const alerts = (Days) => decide('secret-expires-soon', { Days });

  assert.ok(alerts(29.9));
  assert.ok(!alerts(30));
});

test('an alert fires again while there is time, if the one before an expiry was not answered', () => {
  const alerts = (Days) => decide('secret-rotation-overdue', { Days });

  assert.ok(alerts(9.9));
  assert.ok(!alerts(10));
});

test('an alert fires for a session that keeps calling at its limit, not for a page that asked too often once', () => {
  const alerts = (Calls) => decide('limit-reached', { Calls });

  assert.ok(alerts(101));
  assert.ok(!alerts(100));
});

// Roles on the vault or its secrets that give values or the use of keys.
const READ_ROLES = [
  '4633458b-17de-408a-b874-0445c86b69e6', // Key Vault Secrets User
  'b86a8fe4-44ce-4948-aee5-eccb2c155cd7', // Key Vault Secrets Officer
  '12338af0-0e69-4776-bea7-57ae8d297424', // Key Vault Crypto User
  '14b46e9e-c2b7-41b4-b07b-48a6ebf60603', // Key Vault Crypto Officer
];

// Roles on the vault or its secrets that write.
const WRITE_ROLES = [
  'b86a8fe4-44ce-4948-aee5-eccb2c155cd7', // Key Vault Secrets Officer
  '14b46e9e-c2b7-41b4-b07b-48a6ebf60603', // Key Vault Crypto Officer
];

compiledTest('a read of a secret raises an alert unless it is by an identity that has a role for it', () => {
  const resources = predict({ credentialKind: 'private-key-jwt', credentialKeyName: 'client-key', rotationPipelineSubject: 'repo:o/r:environment:dev-rotation' });
  const identities = (text) => [...text.matchAll(/userAssignedIdentities\/([\w-]+)/g)].map(([, identity]) => identity);
  const [{ query, dimensions }] = ofType(resources, 'scheduledQueryRules').find(({ name }) => name.endsWith('-secret-read-by-others')).properties.criteria.allOf;
  const readers = ofType(resources, 'roleAssignments')
    .filter(({ properties }) => READ_ROLES.includes(properties.roleDefinitionId.split('/').at(-1)))
    .flatMap(({ properties }) => identities(properties.principalId));

  assert.deepEqual([...new Set(identities(query))].sort(), [...new Set(readers)].sort());
  assert.deepEqual(dimensions.map(({ name }) => name), ['Caller', 'Secret']);
});

compiledTest('a write of a secret raises an alert unless it is by an identity that has a role for it, or by one that the deployment names', () => {
  const deployment = { credentialKind: 'client-secret', rotationPipelineSubject: 'repo:o/r:environment:dev-rotation', vaultWriterIds: ' 0a0a0a0a-0000-0000-0000-000000000001 ,0a0a0a0a-0000-0000-0000-000000000002' };
  const identities = (text) => [...text.matchAll(/userAssignedIdentities\/([\w-]+)/g)].map(([, identity]) => identity);
  const query = (resources) => ofType(resources, 'scheduledQueryRules').find(({ name }) => name.endsWith('-secret-written-by-others')).properties.criteria.allOf[0].query;
  const writers = ofType(predict(deployment), 'roleAssignments')
    .filter(({ properties }) => WRITE_ROLES.includes(properties.roleDefinitionId.split('/').at(-1)))
    .flatMap(({ properties }) => identities(properties.principalId));

  assert.deepEqual([...new Set(identities(query(predict(deployment))))].sort(), [...new Set(writers)].sort());
  for (const id of deployment.vaultWriterIds.split(',')) {
    assert.match(query(predict(deployment)), new RegExp(`'${id.trim()}'`));
    assert.doesNotMatch(query(predict()), new RegExp(id.trim()));
  }
});

compiledTest('a role, the vault, and what is monitored cannot be changed in the group without an alert', () => {
  const watched = ofType(predict(), 'activityLogAlerts').map(({ properties }) => {
    const [category, status, { anyOf }] = properties.condition.allOf;
    assert.deepEqual([category.equals, status.equals], ['Administrative', 'Succeeded']);
    assert.match(properties.scopes[0], /\/resourceGroups\/rg-dev$/);
    return anyOf.map(({ field, equals }) => (field === 'operationName' ? equals : assert.fail(field)));
  }).flat();

  for (const operation of [
    'Microsoft.Authorization/roleAssignments/write',
    'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write', // who adds one reads as the service
    'Microsoft.KeyVault/vaults/delete',
    'Microsoft.KeyVault/vaults/secrets/write', // the resource manager's writes are not in the vault's own log
    'Microsoft.KeyVault/vaults/keys/write',
    'Microsoft.Insights/diagnosticSettings/write',
    'Microsoft.Insights/diagnosticSettings/delete',
    'Microsoft.AlertsManagement/actionRules/write', // suppresses alerts without changing one
    'Microsoft.OperationalInsights/workspaces/purge/action',
    ...['metricAlerts', 'scheduledQueryRules', 'activityLogAlerts', 'actionGroups'].flatMap((type) => [`Microsoft.Insights/${type}/write`, `Microsoft.Insights/${type}/delete`]),
  ]) assert.ok(watched.includes(operation), operation);
});

compiledTest('the copy of the audit log cannot be changed, and is made only where it is asked for', () => {
  const archive = (resources) => ofType(resources, 'storageAccounts').find(({ name }) => name.startsWith('staud'));
  const { properties } = archive(predict({ auditArchiveDays: 365 }));

  assert.equal(properties.immutableStorageWithVersioning.immutabilityPolicy.immutabilityPeriodSinceCreationInDays, 365);
  assert.equal(properties.allowSharedKeyAccess, false);
  assert.equal(archive(predict()), undefined);
  assert.ok(ofType(predict(), 'storageAccounts').every((account) => !account.properties.immutableStorageWithVersioning));
});
