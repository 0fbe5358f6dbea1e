// The app's identity as the credential of the application registration: made once, by whoever may.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asked, inEveryShell, sequence } from './stand.mjs';

const KEYLESS = { SERVICE_CLIENT_AUTHENTICATION: 'managed-identity' };
const CREDENTIAL = {
  name: 'token-exchange-dev',
  issuer: 'https://login.microsoftonline.com/33333333-3333-3333-3333-333333333333/v2.0',
  subject: '11111111-1111-1111-1111-111111111111',
  audiences: ['api://AzureADTokenExchange'],
};
const LIST = 'federated-credential list 22222222';
const CREATE = 'federated-credential create 22222222';

inEveryShell(({ shell, given }) => {
  /** The command for somebody else, whole, as each shell's users can run it. */
  const printed = (run, verb) => {
    assert.match(run.output, new RegExp(`^az ad app federated-credential ${verb} --id 22222222-2222-2222-2222-222222222222 `, 'm'));
    assert.ok(run.output.includes(`'${JSON.stringify(CREDENTIAL)}'`), run.output);
    assert.match(run.output, /until somebody who may change that registration runs this, every login fails/);
  };

  test('the credential is made from a private file, and no secret is asked for', () => {
    const stand = given();
    const run = stand.run('postprovision', [], KEYLESS);

    assert.equal(run.status, 0, run.output);
    assert.deepEqual(sequence(run), ['get secrets/session-key', LIST, CREATE]);
    assert.deepEqual(JSON.parse(asked(run)[2].files[0].text), CREDENTIAL);
    assert.match(run.output, /registered it as 'token-exchange-dev' at the application 22222222/);
    assert.match(run.output, /done\.$/m);
    stand.nothingLeaked(run);
  });

  test('a second run sees that it is there', () => {
    const stand = given();
    stand.run('postprovision', [], KEYLESS);
    const run = stand.run('postprovision', [], KEYLESS);

    assert.equal(run.status, 0, run.output);
    assert.deepEqual(sequence(run), ['get secrets/session-key', LIST]);
    assert.match(run.output, /the application 22222222-2222-2222-2222-222222222222 knows it/);
  });

  test('it is known by issuer, identity and audience, letter by letter, whatever its name', () => {
    const there = given({ credentials: [{ ...CREDENTIAL, name: 'made-by-hand' }] }).run('postprovision', [], KEYLESS);

    assert.deepEqual(sequence(there), ['get secrets/session-key', LIST]);
    for (const other of [{ issuer: 'https://login.microsoftonline.com/other/v2.0' }, { subject: '11111111-1111-1111-1111-11111111111A' }, { audiences: ['api://azureadtokenexchange'] }]) {
      const run = given({ credentials: [{ ...CREDENTIAL, name: 'another', ...other }] }).run('postprovision', [], KEYLESS);
      assert.deepEqual(sequence(run), ['get secrets/session-key', LIST, CREATE], JSON.stringify(other));
    }
  });

  test('a credential of that name for another identity is left alone, and said so', () => {
    const stand = given({ credentials: [{ ...CREDENTIAL, subject: '99999999-9999-9999-9999-999999999999' }] });
    const run = stand.run('postprovision', [], KEYLESS);

    assert.equal(run.status, 0, run.output);
    assert.deepEqual(sequence(run), ['get secrets/session-key', LIST]);
    assert.match(run.output, /has a credential 'token-exchange-dev' of another identity/);
    assert.match(run.output, /--federated-credential-id token-exchange-dev --parameters/);
    printed(run, 'update');
  });

  test('who may not change the registration gets the exact command, and the deployment goes on', () => {
    const stand = given({ fail: [{ method: 'create' }] });
    const run = stand.run('postprovision', [], KEYLESS);

    assert.equal(run.status, 0, run.output);
    assert.deepEqual(sequence(run), ['get secrets/session-key', LIST, CREATE]);
    assert.match(run.output, /Insufficient privileges/);
    assert.match(run.output, /could not register it at the application/);
    assert.match(run.output, /done\.$/m);
    printed(run, 'create');
    stand.nothingLeaked(run);
  });

  test('who may not even look gets it too', () => {
    const stand = given({ fail: [{ method: 'list' }] });
    const run = stand.run('postprovision', [], KEYLESS);

    assert.equal(run.status, 0, run.output);
    assert.deepEqual(sequence(run), ['get secrets/session-key', LIST]);
    assert.match(run.output, /could not look at the application/);
    printed(run, 'create');
    stand.nothingLeaked(run);
  });

  test('a dry run looks, and says what it would do', () => {
    const run = given().run('postprovision', ['--dry-run'], KEYLESS);

    assert.equal(run.status, 0, run.output);
    assert.deepEqual(sequence(run), ['get secrets/session-key', LIST]);
    assert.match(run.output, /would register it as 'token-exchange-dev'/);
  });

  test('a client secret needs no look at the registration', () => {
    const run = given({ secrets: { 'session-key': true, 'client-secret': true } }).run('postprovision');

    assert.ok(sequence(run).every((call) => !call.includes('federated')), shell.name);
  });
});
