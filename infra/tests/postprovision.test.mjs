// postprovision against fake az and azd: the sequence of calls, a second run that changes nothing, and no
// secret in any argument, output, inherited variable or file that stays.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asked, brief, inEveryShell, sequence } from './stand.mjs';

const SECRET = 'S3cret-"quoted"\\back=~+/& \'x\'';

inEveryShell(({ given }) => {
  test('the client secret from the environment goes into the vault by a private file', () => {
    const stand = given();
    const run = stand.run('postprovision', [], { CLIENT_SECRET: SECRET });

    assert.equal(run.status, 0, run.output);
    assert.deepEqual(sequence(run), ['get secrets/session-key', 'get secrets/client-secret', 'put secrets/client-secret']);
    assert.deepEqual(JSON.parse(asked(run)[2].files[0].text), { properties: { attributes: { enabled: true }, value: SECRET } });
    stand.nothingLeaked(run, SECRET);
  });

  test('a second run sets nothing', () => {
    const stand = given();
    stand.run('postprovision', [], { CLIENT_SECRET: SECRET });
    const run = stand.run('postprovision', [], { CLIENT_SECRET: SECRET });

    assert.equal(run.status, 0, run.output);
    assert.deepEqual(sequence(run), ['get secrets/session-key', 'get secrets/client-secret']);
    assert.match(run.output, /is set; it is left as it is/);
    stand.nothingLeaked(run, SECRET);
  });

  test('a private key of several lines arrives as it is', () => {
    const stand = given();
    const pem = '-----BEGIN PRIVATE KEY-----\nTm90IGEga2V5\n-----END PRIVATE KEY-----';
    const run = stand.run('postprovision', [], { CLIENT_SECRET: pem, SERVICE_CLIENT_AUTHENTICATION: 'private-key-jwt' });

    assert.equal(run.status, 0, run.output);
    assert.equal(JSON.parse(asked(run)[2].files[0].text).properties.value, pem);
    stand.nothingLeaked(run, 'Tm90IGEga2V5');
  });

  test('the line break that ends a file is no part of the secret', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const stand = given();
      const run = stand.run('postprovision', [], { CLIENT_SECRET: `one\r\ntwo${end}` });

      assert.equal(run.status, 0, run.output);
      assert.equal(JSON.parse(asked(run)[2].files[0].text).properties.value, 'one\r\ntwo');
    }
  });

  test('a control character, as a terminal adds when something is pasted, is refused', () => {
    const stand = given();
    for (const value of ['\u001b[200~pasted\u001b[201~', 'bell\u0007', 'delete\u007f', 'unit\u001f']) {
      const run = stand.run('postprovision', [], { CLIENT_SECRET: value });

      assert.equal(run.status, 1);
      assert.match(run.output, /the value for 'client-secret' holds a control character; nothing was changed/);
      assert.ok(sequence(run).every((c) => c.startsWith('get ')));
      stand.nothingLeaked(run, value);
    }
  });

  test('tabs and letters of other alphabets arrive as they are', () => {
    const stand = given();
    const run = stand.run('postprovision', [], { CLIENT_SECRET: 'a\tß水é' });

    assert.equal(run.status, 0, run.output);
    assert.equal(JSON.parse(asked(run)[2].files[0].text).properties.value, 'a\tß水é');
    stand.nothingLeaked(run, 'ß水é');
  });

  test('without a secret and without a terminal the hook stops and says what to do', () => {
    const stand = given();
    const run = stand.run('postprovision');

    assert.equal(run.status, 1);
    assert.match(run.output, /Run this in a terminal, or set CLIENT_SECRET/);
    assert.ok(sequence(run).every((c) => c.startsWith('get ')));
    stand.nothingLeaked(run);
  });

  test('a secret in the azd environment, which is a file, is refused', () => {
    for (const [name, options] of [['CLIENT_SECRET', []], ['CLIENT_SECRET', ['--dry-run']], ['SECRET_VALUE', ['--set-secret', 'client-secret']]]) {
      const stand = given({ azd: { [name]: SECRET } });
      const run = stand.run('postprovision', options, { [name]: SECRET });

      assert.equal(run.status, 1);
      assert.match(run.output, new RegExp(`${name} stands in the azd environment: \\.azure/dev/\\.env holds it as plain text. Delete its line there`));
      assert.deepEqual(sequence(run), []);
      stand.nothingLeaked(run, SECRET);
    }
  });

  test('in an emergency the session key is rotated, whatever azd keeps', () => {
    const run = given({ azd: { CLIENT_SECRET: SECRET } }).run('postprovision', ['--rotate-session-key']);

    assert.equal(run.status, 0, run.output);
  });

  test('when Azure refuses, the hook fails, says so and leaves no file', () => {
    const stand = given({ fail: [{ method: 'put', at: '/secrets/client-secret' }] });
    const run = stand.run('postprovision', [], { CLIENT_SECRET: SECRET });

    assert.equal(run.status, 1);
    assert.match(run.output, /Azure says no/);
    assert.match(run.output, /could not set 'client-secret' in kv-x; nothing was changed/);
    stand.nothingLeaked(run, SECRET);
  });

  test('a message of Azure that repeats the secret is held back', () => {
    const stand = given({ fail: [{ method: 'put', at: '/secrets/client-secret', echo: true }] });
    const plain = 'plain-secret-value';
    const run = stand.run('postprovision', [], { CLIENT_SECRET: plain });

    assert.equal(run.status, 1);
    assert.match(run.output, /held back/);
    stand.nothingLeaked(run, plain);
  });

  test('when the vault cannot be read, nothing is written', () => {
    const stand = given({ fail: [{ method: 'get', at: '/secrets' }] });
    const run = stand.run('postprovision', [], { CLIENT_SECRET: SECRET });

    assert.equal(run.status, 1);
    assert.match(run.output, /could not read the state of 'session-key' in kv-x; nothing was changed/);
    assert.equal(asked(run).length, 1);
    stand.nothingLeaked(run, SECRET);
  });

  test('a secret that must not be looked at is not taken for an absent one', () => {
    const stand = given({ fail: [{ method: 'get', at: '/secrets/client-secret', says: 'Forbidden({"error":{"code":"AuthorizationFailed","message":"no"}})' }] });
    const run = stand.run('postprovision', [], { CLIENT_SECRET: SECRET });

    assert.equal(run.status, 1);
    assert.match(run.output, /AuthorizationFailed/);
    assert.match(run.output, /could not read the state of 'client-secret'/);
    assert.deepEqual(sequence(run), ['get secrets/session-key', 'get secrets/client-secret']);
    stand.nothingLeaked(run, SECRET);
  });

  test('where there is no group to look in, nothing is known of a secret', () => {
    const stand = given({ fail: [{ method: 'get', at: '/secrets', says: 'Not Found({"error":{"code":"ResourceGroupNotFound","message":"gone"}})' }] });
    const run = stand.run('postprovision', ['--set-secret', 'client-secret'], { SECRET_VALUE: SECRET });

    assert.equal(run.status, 1);
    assert.match(run.output, /ResourceGroupNotFound/);
    assert.doesNotMatch(run.output, /has no slot/);
    stand.nothingLeaked(run, SECRET);
  });

  test('an absent client secret is set', () => {
    const stand = given({ secrets: { 'session-key': true } });
    const run = stand.run('postprovision', [], { CLIENT_SECRET: SECRET });

    assert.equal(run.status, 0, run.output);
    assert.doesNotMatch(run.output, /Not Found/);
    assert.equal(stand.cloud.secrets['client-secret'], true);
    stand.nothingLeaked(run, SECRET);
  });

  test('a missing session key is an error, not a reason to invent one', () => {
    const stand = given({ secrets: {} });
    const run = stand.run('postprovision', [], { CLIENT_SECRET: SECRET });

    assert.equal(run.status, 1);
    assert.match(run.output, /'session-key' is missing; run 'azd provision --no-state', which creates it/);
    stand.nothingLeaked(run, SECRET);
  });

  test('a dry run of postprovision changes nothing', () => {
    const stand = given();
    const run = stand.run('postprovision', ['--dry-run'], { CLIENT_SECRET: SECRET });

    assert.equal(run.status, 0, run.output);
    assert.match(run.output, /would set a new version of 'client-secret'/);
    assert.ok(sequence(run).every((c) => c.startsWith('get ')));
    stand.nothingLeaked(run, SECRET);
  });

  test('rotating the session key adds 48 random bytes, another each time', () => {
    const stand = given();
    const values = [1, 2].map(() => {
      const run = stand.run('postprovision', ['--rotate-session-key']);
      assert.equal(run.status, 0, run.output);
      assert.deepEqual(sequence(run), ['put secrets/session-key']);
      const { value } = JSON.parse(asked(run)[0].files[0].text).properties;
      stand.nothingLeaked(run, value);
      return value;
    });

    assert.deepEqual(values.map((v) => Buffer.from(v, 'base64').length), [48, 48]);
    assert.notEqual(values[0], values[1]);
  });

  test('another secret is set by its name, and only into a slot that the template made', () => {
    const stand = given({ secrets: { 'session-key': true, 'partner-api-key': true } });
    const known = stand.run('postprovision', ['--set-secret', 'partner-api-key'], { SECRET_VALUE: SECRET });
    const unknown = stand.run('postprovision', ['--set-secret', 'other'], { SECRET_VALUE: SECRET });

    assert.equal(known.status, 0, known.output);
    assert.deepEqual(sequence(known), ['get secrets/partner-api-key', 'put secrets/partner-api-key']);
    assert.equal(unknown.status, 1);
    assert.match(unknown.output, /add it to ADDITIONAL_SECRET_NAMES/);
    stand.nothingLeaked(known, SECRET);
    stand.nothingLeaked(unknown, SECRET);
  });

  test('a further secret without a value is named, and the hook goes on', () => {
    const stand = given({ secrets: { 'session-key': true, 'client-secret': true, 'partner-api-key': false } });
    const run = stand.run('postprovision', [], { SERVICE_FURTHER_SLOTS: 'partner-api-key' });

    assert.equal(run.status, 0, run.output);
    assert.match(run.output, /'partner-api-key' has no value yet/);
    stand.nothingLeaked(run);
  });

  test('a hook started by hand asks azd for what it needs', () => {
    const stand = given({ secrets: { 'session-key': true, 'client-secret': true }, azd: { AZURE_KEY_VAULT_NAME: 'kv-x' } });
    const run = stand.run('postprovision', [], { AZURE_KEY_VAULT_NAME: undefined });

    assert.equal(run.status, 0, run.output);
    assert.equal(brief(run.calls[0]), 'azd env get-value AZURE_KEY_VAULT_NAME');
  });

  test('a hook without an environment says what to run', () => {
    const stand = given();
    const run = stand.run('postprovision', [], { AZURE_KEY_VAULT_ID: undefined });

    assert.equal(run.status, 1);
    assert.match(run.output, /AZURE_KEY_VAULT_ID is not known; run 'azd provision' first/);
    assert.deepEqual(stand.leftovers, []);
  });
});
