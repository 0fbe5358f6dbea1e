// The expiry date that postprovision gives a version: events and the alert before it come only if it has one.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inEveryShell, sequence } from './stand.mjs';

const SECRET = 'one-of-many-secrets';

inEveryShell(({ given }) => {
  const attributes = (run) => JSON.parse(run.calls.at(-1).files[0].text).properties.attributes;
  const endOf = (day) => Date.parse(`${day}T23:59:59Z`) / 1000;

  test('the version expires at the end of the day that was given', () => {
    const stand = given({ secrets: { 'session-key': true, 'client-secret': true } });
    for (const day of ['2099-01-08', '2099-03-01', '2099-12-31', '2096-02-29', '2100-02-28', '2100-03-01', '9999-12-31']) {
      const run = stand.run('postprovision', ['--set-secret', 'client-secret', '--expires', day], { SECRET_VALUE: SECRET });

      assert.equal(run.status, 0, run.output);
      assert.deepEqual(attributes(run), { enabled: true, exp: endOf(day) });
      assert.match(run.output, new RegExp(`which expires at the end of ${day} \\(UTC\\)`));
      assert.doesNotMatch(run.output, /nothing warns/);
      stand.nothingLeaked(run, SECRET);
    }
  });

  test('in a pipeline the date comes from the environment, and the option goes before it', () => {
    const stand = given();
    const first = stand.run('postprovision', [], { CLIENT_SECRET: SECRET, SECRET_EXPIRES: '2098-05-06' });
    const second = stand.run('postprovision', ['--set-secret', 'client-secret', '--expires', '2099-05-06'], { SECRET_VALUE: SECRET, SECRET_EXPIRES: '2098-05-06' });

    assert.equal(attributes(first).exp, endOf('2098-05-06'));
    assert.equal(attributes(second).exp, endOf('2099-05-06'));
  });

  test('a day to come is late enough, and today is not', () => {
    const day = (days) => new Date(Date.now() + days * 86400_000).toISOString().slice(0, 10);
    const stand = given();
    const options = (date) => ['--set-secret', 'client-secret', '--expires', date];
    const today = stand.run('postprovision', options(day(0)), { SECRET_VALUE: SECRET });
    const soon = stand.run('postprovision', options(day(2)), { SECRET_VALUE: SECRET });

    assert.equal(today.status, 1);
    assert.match(today.output, /is not in the future; nothing was changed/);
    assert.equal(soon.status, 0, soon.output);
  });

  test('what is no day of the calendar is refused before anything is asked or written', () => {
    const stand = given();
    for (const day of ['2099-02-29', '2100-02-29', '2099-04-31', '2099-00-10', '2099-13-01', '2099-01-00', '99-01-01', '2099-1-1', '01.02.2099', 'tomorrow', '2099-01-01T00:00:00Z', '2099-01-01\n2099-01-02']) {
      const run = stand.run('postprovision', [], { CLIENT_SECRET: SECRET, SECRET_EXPIRES: day });

      assert.equal(run.status, 1, day);
      assert.match(run.output, /is no date; write the day on which the secret expires as YYYY-MM-DD/);
      assert.ok(sequence(run).every((c) => c.startsWith('get ')));
      stand.nothingLeaked(run, SECRET);
    }
    assert.match(stand.run('postprovision', [], { CLIENT_SECRET: SECRET, SECRET_EXPIRES: '2020-01-01' }).output, /'2020-01-01' is not in the future/);
  });

  test('a date that has passed does not stop a run that writes nothing', () => {
    const run = given({ secrets: { 'session-key': true, 'client-secret': true } }).run('postprovision', [], { SECRET_EXPIRES: '2020-01-01' });

    assert.equal(run.status, 0, run.output);
  });

  test('without a date the hook says that nothing will warn', () => {
    const stand = given();
    const run = stand.run('postprovision', [], { CLIENT_SECRET: SECRET });

    assert.deepEqual(attributes(run), { enabled: true });
    assert.match(run.output, /'client-secret' has no expiry date \(.*\): nothing warns before it expires at the provider/);
    assert.doesNotMatch(stand.run('postprovision', ['--rotate-session-key']).output, /nothing warns/);
  });

  test('a dry run says when the version would expire', () => {
    const run = given().run('postprovision', ['--dry-run', '--expires', '2099-01-08']);

    assert.equal(run.status, 0, run.output);
    assert.match(run.output, /would set a new version of 'client-secret' in kv-x, which expires at the end of 2099-01-08/);
  });
});
