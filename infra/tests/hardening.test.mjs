// What the threat model says of the templates, and a slip of one line would undo.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const modules = new URL('../modules/', import.meta.url);
const read = (name) => readFileSync(new URL(name, modules), 'utf8');

/** The text of the resource with this symbolic name, to its closing brace. */
function resource(file, name) {
  const text = read(file);
  const [head] = new RegExp(`^( *)resource ${name} `, 'm').exec(text) ?? assert.fail(`${file} has no resource ${name}`);
  const indent = /^ */.exec(head)[0];
  const begin = text.indexOf(head);
  return text.slice(begin, text.indexOf(`\n${indent}}\n`, begin));
}

test('past the Front Door nobody comes in', () => {
  const app = resource('functions.bicep', 'app');

  assert.match(app, /^ +ipSecurityRestrictionsDefaultAction: empty\(frontDoorId\) \? 'Allow' : 'Deny'$/m);
  assert.match(app, /^ +ipSecurityRestrictions: empty\(frontDoorId\) \? \[\] : frontDoorOnly$/m);
  const [rules] = /var frontDoorOnly = \[[^]*?\n\]\n/.exec(read('functions.bicep'));
  assert.equal(rules.match(/action:/g).length, 1);
  assert.match(rules, /ipAddress: 'AzureFrontDoor\.Backend'/);
  assert.match(rules, /headers: \{ 'x-azure-fdid': \[frontDoorId\] \}/);
});

test('another site\'s page is never in the host\'s CORS list by a wildcard', () => {
  const app = resource('functions.bicep', 'app');

  assert.match(app, /allowedOrigins: union\(empty\(publicOrigin\) \? \[\] : \[publicOrigin\], allowedOrigins\)/);
  assert.doesNotMatch(app, /'\*'/);
});

test('there is no publishing password', () => {
  for (const name of ['noFtp', 'noScmPassword']) assert.match(resource('functions.bicep', name), /properties: \{ allow: false \}/);
  assert.match(resource('functions.bicep', 'app'), /ftpsState: 'Disabled'/);
});

test('the storage account has no keys to lose and shows nothing to the public', () => {
  const account = resource('storage.bicep', 'account');

  assert.match(account, /^ +allowSharedKeyAccess: false$/m);
  assert.match(account, /^ +allowBlobPublicAccess: false$/m);
  assert.equal([...account.matchAll(/publicAccess: '(\w+)'/g)].filter(([, access]) => access !== 'None').length, 0);
});

test('the service may read single secrets, and nothing else of the vault', () => {
  const assignments = readdirSync(modules).flatMap((file) => [...read(file).matchAll(/Microsoft\.Authorization\/roleAssignments@[^]*?scope: (\S+)/g)].map(([, scope]) => `${file} ${scope}`));

  assert.deepEqual(assignments.filter((one) => /vault|secret/.test(one)), ['secret-reader.bicep vault::secret']);
  assert.match(read('secret-reader.bicep'), /var keyVaultSecretsUser = '4633458b-17de-408a-b874-0445c86b69e6'/);
  assert.match(read('vault.bicep'), /enableRbacAuthorization: true/);
});
