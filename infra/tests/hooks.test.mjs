// The hooks against fake az, azd and func: the sequence of calls, a second run that changes nothing, and no
// secret in any argument, output, inherited variable or file that stays.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, describe, test } from 'node:test';
import { brief, shells, Stand } from './stand.mjs';

const SECRET = 'S3cret-"quoted"\\back=~+/& \'x\'';
const KEY = 'KEY-abc+/d==';
const ENCODED_KEY = 'KEY-abc%2B%2Fd%3D%3D';

for (const shell of shells) {
  describe(shell.name, { skip: shell.missing || false }, () => {
    let stand;
    const given = (cloud) => (stand = new Stand(shell, cloud));
    afterEach(() => stand?.dispose());

    /** The one rule that holds for every run. */
    function nothingLeaked(run, ...secrets) {
      for (const secret of secrets) {
        assert.ok(!run.output.includes(secret), 'the output holds a secret');
        for (const call of run.calls) {
          assert.ok(!call.args.some((a) => a.includes(secret)), `an argument of ${call.tool} holds a secret`);
          assert.ok(!call.stdin.includes(secret), `the standard input of ${call.tool} holds a secret`);
          assert.ok(!Object.values(call.environment).some((v) => v.includes(secret)), `${call.tool} inherits a secret`);
        }
      }
      for (const call of run.calls) for (const f of call.files) assert.equal(f.mode, '600');
      assert.deepEqual(stand.leftovers, []);
    }

    test('the client secret from the environment goes into the vault by a private file', () => {
      given();
      const run = stand.run('postprovision', [], { CLIENT_SECRET: SECRET });

      assert.equal(run.status, 0, run.output);
      assert.deepEqual(run.calls.map(brief), ['get kv-x/secrets', 'get kv-x/secrets', 'put secrets/client-secret']);
      assert.deepEqual(JSON.parse(run.calls[2].files[0].text), { properties: { attributes: { enabled: true }, value: SECRET } });
      nothingLeaked(run, SECRET);
    });

    test('a second run sets nothing', () => {
      given();
      stand.run('postprovision', [], { CLIENT_SECRET: SECRET });
      const run = stand.run('postprovision', [], { CLIENT_SECRET: SECRET });

      assert.equal(run.status, 0, run.output);
      assert.deepEqual(run.calls.map(brief), ['get kv-x/secrets', 'get kv-x/secrets']);
      assert.match(run.output, /is set; it is left as it is/);
      nothingLeaked(run, SECRET);
    });

    test('a private key of several lines arrives as it is', () => {
      given();
      const pem = '-----BEGIN PRIVATE KEY-----\nTm90IGEga2V5\n-----END PRIVATE KEY-----';
      const run = stand.run('postprovision', [], { CLIENT_SECRET: pem, SERVICE_CLIENT_AUTHENTICATION: 'private-key-jwt' });

      assert.equal(run.status, 0, run.output);
      assert.equal(JSON.parse(run.calls[2].files[0].text).properties.value, pem);
      nothingLeaked(run, 'Tm90IGEga2V5');
    });

    test('without a secret and without a terminal the hook stops and says what to do', () => {
      given();
      const run = stand.run('postprovision');

      assert.equal(run.status, 1);
      assert.match(run.output, /Run this in a terminal, or set CLIENT_SECRET/);
      assert.ok(run.calls.every((c) => brief(c).startsWith('get ')));
      nothingLeaked(run);
    });

    test('with a managed identity no secret is asked for and the exact command is printed', () => {
      given();
      const run = stand.run('postprovision', [], { SERVICE_CLIENT_AUTHENTICATION: 'managed-identity' });

      assert.equal(run.status, 0, run.output);
      assert.deepEqual(run.calls.map(brief), ['get kv-x/secrets']);
      assert.match(run.output, /az ad app federated-credential create --id 22222222-2222-2222-2222-222222222222 /);
      assert.ok(run.output.includes('{"name":"token-exchange-dev","issuer":"https://login.microsoftonline.com/33333333-3333-3333-3333-333333333333/v2.0","subject":"11111111-1111-1111-1111-111111111111","audiences":["api://AzureADTokenExchange"]}'));
      nothingLeaked(run);
    });

    test('when Azure refuses, the hook fails, says so and leaves no file', () => {
      given({ fail: [{ method: 'put', at: '/secrets/client-secret' }] });
      const run = stand.run('postprovision', [], { CLIENT_SECRET: SECRET });

      assert.equal(run.status, 1);
      assert.match(run.output, /Azure says no/);
      assert.match(run.output, /could not set 'client-secret' in kv-x; nothing was changed/);
      nothingLeaked(run, SECRET);
    });

    test('a message of Azure that repeats the secret is held back', () => {
      given({ fail: [{ method: 'put', at: '/secrets/client-secret', echo: true }] });
      const plain = 'plain-secret-value';
      const run = stand.run('postprovision', [], { CLIENT_SECRET: plain });

      assert.equal(run.status, 1);
      assert.match(run.output, /held back/);
      nothingLeaked(run, plain);
    });

    test('when the vault cannot be read, nothing is written', () => {
      given({ fail: [{ method: 'get', at: '/secrets' }] });
      const run = stand.run('postprovision', [], { CLIENT_SECRET: SECRET });

      assert.equal(run.status, 1);
      assert.match(run.output, /could not read the list of secrets/);
      assert.equal(run.calls.length, 1);
      nothingLeaked(run, SECRET);
    });

    test('a missing session key is an error, not a reason to invent one', () => {
      given({ secrets: {} });
      const run = stand.run('postprovision', [], { CLIENT_SECRET: SECRET });

      assert.equal(run.status, 1);
      assert.match(run.output, /'session-key' is missing; run 'azd provision'/);
      nothingLeaked(run, SECRET);
    });

    test('a dry run of postprovision changes nothing', () => {
      given();
      const run = stand.run('postprovision', ['--dry-run'], { CLIENT_SECRET: SECRET });

      assert.equal(run.status, 0, run.output);
      assert.match(run.output, /would set a new version of 'client-secret'/);
      assert.ok(run.calls.every((c) => brief(c).startsWith('get ')));
      nothingLeaked(run, SECRET);
    });

    test('rotating the session key adds 48 random bytes, another each time', () => {
      given();
      const values = [1, 2].map(() => {
        const run = stand.run('postprovision', ['--rotate-session-key']);
        assert.equal(run.status, 0, run.output);
        assert.deepEqual(run.calls.map(brief), ['put secrets/session-key']);
        const { value } = JSON.parse(run.calls[0].files[0].text).properties;
        nothingLeaked(run, value);
        return value;
      });

      assert.deepEqual(values.map((v) => Buffer.from(v, 'base64').length), [48, 48]);
      assert.notEqual(values[0], values[1]);
    });

    test('another secret is set by its name, and only into a slot that the template made', () => {
      given({ secrets: { 'session-key': true, 'partner-api-key': true } });
      const known = stand.run('postprovision', ['--set-secret', 'partner-api-key'], { SECRET_VALUE: SECRET });
      const unknown = stand.run('postprovision', ['--set-secret', 'other'], { SECRET_VALUE: SECRET });

      assert.equal(known.status, 0, known.output);
      assert.deepEqual(known.calls.map(brief), ['get kv-x/secrets', 'put secrets/partner-api-key']);
      assert.equal(unknown.status, 1);
      assert.match(unknown.output, /add it to ADDITIONAL_SECRET_NAMES/);
      nothingLeaked(known, SECRET);
      nothingLeaked(unknown, SECRET);
    });

    test('a further secret without a value is named, and the hook goes on', () => {
      given({ secrets: { 'session-key': true, 'client-secret': true, 'partner-api-key': false } });
      const run = stand.run('postprovision', [], { SERVICE_FURTHER_SLOTS: 'partner-api-key' });

      assert.equal(run.status, 0, run.output);
      assert.match(run.output, /'partner-api-key' has no value yet/);
      nothingLeaked(run);
    });

    test('a hook started by hand asks azd for what it needs', () => {
      given({ secrets: { 'session-key': true, 'client-secret': true }, azd: { AZURE_KEY_VAULT_NAME: 'kv-x' } });
      const run = stand.run('postprovision', [], { AZURE_KEY_VAULT_NAME: undefined });

      assert.equal(run.status, 0, run.output);
      assert.equal(brief(run.calls[0]), 'azd env get-value AZURE_KEY_VAULT_NAME');
    });

    test('a hook without an environment says what to run', () => {
      given();
      const run = stand.run('postprovision', [], { AZURE_KEY_VAULT_ID: undefined });

      assert.equal(run.status, 1);
      assert.match(run.output, /AZURE_KEY_VAULT_ID is not known; run 'azd provision' first/);
      assert.deepEqual(stand.leftovers, []);
    });

    test('the vault\'s events are subscribed with the key in a private file', () => {
      given();
      const run = stand.run('postdeploy');

      assert.equal(run.status, 0, run.output);
      assert.deepEqual(run.calls.map(brief), ['get func-x/functions', 'get evgt-x/eventSubscriptions', 'post VaultEvents/listkeys', 'put eventSubscriptions/vault-to-service', 'get eventSubscriptions/vault-to-service']);
      const { properties } = JSON.parse(run.calls[3].files[0].text);
      assert.equal(properties.destination.endpointType, 'WebHook');
      assert.equal(properties.destination.properties.endpointUrl, `https://app.example.com/api/events/vault?code=${ENCODED_KEY}`);
      nothingLeaked(run, KEY, ENCODED_KEY);
    });

    test('a second subscription is not made, unless forced', () => {
      given();
      stand.run('postdeploy');
      const second = stand.run('postdeploy');
      const forced = stand.run('postdeploy', ['--force']);

      assert.deepEqual(second.calls.map(brief), ['get func-x/functions', 'get evgt-x/eventSubscriptions']);
      assert.match(second.output, /already go to/);
      assert.ok(forced.calls.map(brief).includes('put eventSubscriptions/vault-to-service'));
      nothingLeaked(second, KEY, ENCODED_KEY);
      nothingLeaked(forced, KEY, ENCODED_KEY);
    });

    test('a version without the function is skipped, and said so', () => {
      given({ functions: ['Login'] });
      const run = stand.run('postdeploy');

      assert.equal(run.status, 0, run.output);
      assert.match(run.output, /skipped: the deployed version has no function VaultEvents/);
      assert.equal(run.calls.length, 1);
      nothingLeaked(run, KEY);
    });

    test('a handshake that fails at first is tried again', () => {
      given({ failedHandshakes: 1 });
      const run = stand.run('postdeploy');

      assert.equal(run.status, 0, run.output);
      assert.equal(run.calls.filter((c) => brief(c) === 'put eventSubscriptions/vault-to-service').length, 2);
      nothingLeaked(run, KEY, ENCODED_KEY);
    });

    test('a handshake that never succeeds fails the hook, with a bound and without a trace', () => {
      given({ failedHandshakes: 99, fail: [{ method: 'put', at: 'vault-to-service', echo: true }] });
      const run = stand.run('postdeploy');

      assert.equal(run.status, 1);
      assert.match(run.output, /did not succeed\. The service works without/);
      assert.equal(run.calls.filter((c) => brief(c).startsWith('put ')).length, 3);
      nothingLeaked(run, KEY, ENCODED_KEY);
    });

    test('when the functions cannot be listed the hook fails', () => {
      given({ fail: [{ method: 'get', at: '/functions' }] });
      const run = stand.run('postdeploy');

      assert.equal(run.status, 1);
      assert.match(run.output, /could not list the functions/);
      nothingLeaked(run, KEY);
    });

    test('a dry run of postdeploy reads no key and changes nothing', () => {
      given();
      const run = stand.run('postdeploy', ['--dry-run']);

      assert.equal(run.status, 0, run.output);
      assert.match(run.output, /would subscribe https:\/\/app\.example\.com\/api\/events\/vault/);
      assert.ok(run.calls.every((c) => brief(c).startsWith('get ')));
      nothingLeaked(run, KEY);
    });
  });
}

test('no hook hands a value to az on its command line', () => {
  for (const file of ['postprovision.sh', 'postprovision.ps1', 'postdeploy.sh', 'postdeploy.ps1', 'lib.sh', 'lib.ps1']) {
    const text = readFileSync(new URL(`../hooks/${file}`, import.meta.url), 'utf8');
    assert.doesNotMatch(text, /--value\b/);
    assert.doesNotMatch(text, /set -x/);
    if (file.startsWith('post') && file.endsWith('.sh')) assert.match(text, /^set -eu$/m);
  }
});
