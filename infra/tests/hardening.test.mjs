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

test('callers that bypass the Front Door are rejected', () => {
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

test('what is written to the site is written one after the other', () => {
  const children = [...resource('functions.bicep', 'app').matchAll(/^  resource (\w+) '/gm)].map(([, name]) => name);

  assert.deepEqual(children, ['settings', 'noFtp', 'noScmPassword']);
  for (const [i, name] of children.entries()) if (i > 0) assert.ok(resource('functions.bicep', name).endsWith(`dependsOn: [${children[i - 1]}]`), name);
});

test('there is no publishing password', () => {
  for (const name of ['noFtp', 'noScmPassword']) assert.match(resource('functions.bicep', name), /properties: \{ allow: false \}/);
});

test('no storage account has keys to lose or shows anything to the public', () => {
  const account = resource('storage-account.bicep', 'account');

  assert.match(account, /^ +allowSharedKeyAccess: false$/m);
  assert.match(account, /^ +allowBlobPublicAccess: false$/m);
  assert.equal([...account.matchAll(/publicAccess: '(\w+)'/g)].filter(([, access]) => access !== 'None').length, 0);
  for (const file of readdirSync(modules)) {
    if (file !== 'storage-account.bicep') assert.doesNotMatch(read(file), /storageAccounts@[\d-]+' = /, file);
  }
});

test('what is spread over zones has its storage spread too', () => {
  assert.match(resource('storage-account.bicep', 'account'), /^  sku: \{ name: zoneRedundant \? 'Standard_ZRS' : 'Standard_LRS' \}$/m);
  for (const name of ['storage', 'packages', 'functions']) assert.match(new RegExp(`^module ${name} [^]*?\n\}\n`, 'm').exec(read('../main.bicep'))[0], /^    zoneRedundant: zoneRedundant$/m);
});

test('the vault is opened by roles alone', () => {
  assert.match(read('vault.bicep'), /enableRbacAuthorization: true/);
});

test('the rate limit of the front is higher than the service\'s own limit', () => {
  const [, service] = /AuthRateLimit \{ get; init; \} = new\((\d+), TimeSpan\.FromMinutes\(1\)\)/.exec(readFileSync(new URL('../../src/TokenExchange/Gate/GateOptions.cs', import.meta.url), 'utf8'));
  const [, front] = /^param wafAuthRequestsPerMinute int = (\d+)$/m.exec(read('../main.bicep'));

  assert.ok(Number(front) > Number(service), `${front} a minute at the front, ${service} at the service`);
  assert.match(read('../main.parameters.json'), new RegExp(`WAF_AUTH_REQUESTS_PER_MINUTE=${front}\\}`));
});

test('the flood barrier leaves back-channel logout alone, and nothing else', () => {
  const [limited, spared] = resource('waf.bicep', 'policy').split(/\n +\{\n/).filter((one) => /^ +matchVariable: 'RequestUri'$/m.test(one));
  const addresses = (text) => [.../matchValue: \[(.*)\]/.exec(text)[1].matchAll(/'([^']*)'/g)].map(([, value]) => value);
  const patterns = addresses(spared).map((pattern) => new RegExp(pattern));
  // As the firewall sees it: decoded once, in lower case.
  const isCounted = (uri) => addresses(limited).some((part) => uri.includes(part)) && !patterns.some((pattern) => pattern.test(uri));

  assert.match(spared, /operator: 'RegEx'\n +negateCondition: true\n/);
  assert.doesNotMatch(limited, /negateCondition/);
  for (const uri of ['https://app.example.com:443/api/auth/backchannel-logout', '/api/auth/backchannel-logout']) assert.ok(!isCounted(uri), uri);
  for (const uri of [
    'https://app.example.com:443/api/auth/login',
    'https://app.example.com:443/api/auth/login?x=/api/auth/backchannel-logout',
    'https://app.example.com:443/api/auth/backchannel-logout/../login',
    'https://app.example.com:443/api/auth/login/x/api/auth/backchannel-logout',
    '/api/auth/exchange',
  ]) assert.ok(isCounted(uri), uri);
});

test('a rate limit answers 429, and what is taken for an attack does not', () => {
  // One status for the whole policy would make both the same.
  assert.doesNotMatch(resource('waf.bicep', 'policy'), /^ +customBlockResponse/m);
});

test('no log of the front holds what a query, a cookie or a body carries', () => {
  const hidden = (file, name) => [...resource(file, name).matchAll(/\{ matchVariable: '(\w+)', selectorMatchOperator: 'EqualsAny', state: 'Enabled' \}/g)].map(([, variable]) => variable);

  assert.deepEqual(hidden('frontend.bicep', 'profile'), ['QueryStringArgNames']);
  assert.deepEqual(hidden('waf.bicep', 'policy'), ['RequestUri', 'QueryStringArgNames', 'RequestCookieNames', 'RequestBodyPostArgNames', 'RequestBodyJsonArgNames']);
});
