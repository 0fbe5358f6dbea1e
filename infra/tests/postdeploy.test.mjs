// postdeploy against fake az: the sequence of calls, and the function's key nowhere but in a private file.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brief, inEveryShell } from './stand.mjs';

const KEY = 'KEY-abc+/d==';
const ENCODED_KEY = 'KEY-abc%2B%2Fd%3D%3D';

inEveryShell(({ given }) => {
  test('the vault\'s events are subscribed with the key in a private file', () => {
    const stand = given();
    const run = stand.run('postdeploy');

    assert.equal(run.status, 0, run.output);
    assert.deepEqual(run.calls.map(brief), ['get func-x/functions', 'get evgt-x/eventSubscriptions', 'post VaultEvents/listkeys', 'put eventSubscriptions/vault-to-service', 'get eventSubscriptions/vault-to-service']);
    const { properties } = JSON.parse(run.calls[3].files[0].text);
    assert.equal(properties.destination.endpointType, 'WebHook');
    assert.equal(properties.destination.properties.endpointUrl, `https://app.example.com/api/events/vault?code=${ENCODED_KEY}`);
    stand.nothingLeaked(run, KEY, ENCODED_KEY);
  });

  test('a second subscription is not made, unless forced', () => {
    const stand = given();
    stand.run('postdeploy');
    const second = stand.run('postdeploy');
    const forced = stand.run('postdeploy', ['--force']);

    assert.deepEqual(second.calls.map(brief), ['get func-x/functions', 'get evgt-x/eventSubscriptions']);
    assert.match(second.output, /already go to/);
    assert.ok(forced.calls.map(brief).includes('put eventSubscriptions/vault-to-service'));
    stand.nothingLeaked(second, KEY, ENCODED_KEY);
    stand.nothingLeaked(forced, KEY, ENCODED_KEY);
  });

  test('a function that is not listed yet is waited for, and Azure is asked to look again', () => {
    const stand = given({ unlisted: 2 });
    const run = stand.run('postdeploy');

    assert.equal(run.status, 0, run.output);
    assert.deepEqual(run.calls.map(brief).slice(0, 6), ['get func-x/functions', 'post default/sync', 'get func-x/functions', 'post default/sync', 'get func-x/functions', 'get evgt-x/eventSubscriptions']);
    assert.match(run.output, /not listed yet \(attempt 2 of 3\)/);
    assert.match(run.output, /subscribed https:/);
    stand.nothingLeaked(run, KEY, ENCODED_KEY);
  });

  test('a version without the function is skipped after all attempts, and said so', () => {
    const stand = given({ functions: ['Login'] });
    const run = stand.run('postdeploy');

    assert.equal(run.status, 0, run.output);
    assert.match(run.output, /skipped: the deployed version has no function VaultEvents/);
    assert.deepEqual(run.calls.map(brief), ['get func-x/functions', 'post default/sync', 'get func-x/functions', 'post default/sync', 'get func-x/functions']);
    stand.nothingLeaked(run, KEY);
  });

  test('that Azure cannot look again is no reason to give up', () => {
    const run = given({ functions: ['Login'], fail: [{ method: 'post', at: '/host/default/sync' }] }).run('postdeploy');

    assert.equal(run.status, 0, run.output);
    assert.match(run.output, /Azure could not read them; the app may still be starting/);
    assert.equal(run.calls.map(brief).filter((c) => c === 'get func-x/functions').length, 3);
  });

  test('a dry run looks once, and asks nobody to look again', () => {
    const run = given({ functions: ['Login'] }).run('postdeploy', ['--dry-run']);

    assert.equal(run.status, 0, run.output);
    assert.deepEqual(run.calls.map(brief), ['get func-x/functions']);
  });

  test('a handshake that fails at first is tried again', () => {
    const stand = given({ failedHandshakes: 1 });
    const run = stand.run('postdeploy');

    assert.equal(run.status, 0, run.output);
    assert.equal(run.calls.filter((c) => brief(c) === 'put eventSubscriptions/vault-to-service').length, 2);
    stand.nothingLeaked(run, KEY, ENCODED_KEY);
  });

  test('a handshake that never succeeds fails the hook, with a bound and without a trace', () => {
    const stand = given({ failedHandshakes: 99, fail: [{ method: 'put', at: 'vault-to-service', echo: true }] });
    const run = stand.run('postdeploy');

    assert.equal(run.status, 1);
    assert.match(run.output, /did not succeed\. The service works without/);
    assert.equal(run.calls.filter((c) => brief(c).startsWith('put ')).length, 3);
    stand.nothingLeaked(run, KEY, ENCODED_KEY);
  });

  test('a subscription that is not there yet is called absent, and asked for again', () => {
    const stand = given({ fail: [{ method: 'get', at: '/vault-to-service' }] });
    const run = stand.run('postdeploy');

    assert.equal(run.status, 1);
    assert.match(run.output, /not subscribed yet \(absent, attempt 3 of 3\)/);
    assert.equal(run.calls.filter((c) => brief(c).startsWith('put ')).length, 3);
    stand.nothingLeaked(run, KEY, ENCODED_KEY);
  });

  test('when the functions cannot be listed the hook fails', () => {
    const stand = given({ fail: [{ method: 'get', at: '/functions' }] });
    const run = stand.run('postdeploy');

    assert.equal(run.status, 1);
    assert.match(run.output, /could not list the functions/);
    stand.nothingLeaked(run, KEY);
  });

  test('a dry run of postdeploy reads no key and changes nothing', () => {
    const stand = given();
    const run = stand.run('postdeploy', ['--dry-run']);

    assert.equal(run.status, 0, run.output);
    assert.match(run.output, /would subscribe https:\/\/app\.example\.com\/api\/events\/vault/);
    assert.ok(run.calls.every((c) => brief(c).startsWith('get ')));
    stand.nothingLeaked(run, KEY);
  });
});
