// What the text of every hook has to keep.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inEveryShell } from './stand.mjs';

const hooks = new URL('../hooks/', import.meta.url);
const files = readdirSync(hooks);
const read = (file) => readFileSync(new URL(file, hooks), 'utf8');

test('no hook hands a value to az on its command line', () => {
  for (const file of files) {
    const text = read(file);
    assert.doesNotMatch(text, /--value\b/);
    assert.doesNotMatch(text, /set -x/);
    if (file.startsWith('post') && file.endsWith('.sh')) assert.match(text, /^set -eu$/m);
  }
});

test('every hook has both variants', () => {
  for (const file of files) assert.ok(files.includes(file.endsWith('.sh') ? file.replace(/\.sh$/, '.ps1') : file.replace(/\.ps1$/, '.sh')), file);
});

test('only the hook that the service can do without may fail in passing', () => {
  const [before, after] = readFileSync(new URL('../../azure.yaml', import.meta.url), 'utf8').split(/^  postdeploy:\n/m);

  assert.doesNotMatch(before, /continueOnError/);
  assert.equal(after.match(/^      continueOnError: true$/gm).length, 2);
});

inEveryShell(({ shell, given }) => {
  test('an option that is not known stops a hook before it does anything', () => {
    // PowerShell takes --dryrun for -DryRun, which is no harm.
    for (const option of ['--dry-runs', '-x', 'dry-run', '--set-secret=x', shell.name === 'pwsh' ? '-dry-run' : '-DryRun']) {
      for (const hook of ['postprovision', 'postdeploy']) {
        const run = given().run(hook, [option], { CLIENT_SECRET: 'a-secret' });

        assert.equal(run.status, 1, `${hook} ${option}`);
        assert.ok(run.output.includes(`'${option}'`) || run.output.includes(`'${option.slice(1)}'`), run.output);
        assert.deepEqual(run.calls, []);
      }
    }
  });

  test('an option whose value is empty is not taken for one that was not given', () => {
    for (const option of ['--set-secret', '--expires']) {
      const run = given().run('postprovision', [option, ''], { SECRET_VALUE: 'a-secret' });

      assert.equal(run.status, 1);
      assert.deepEqual(run.calls, []);
    }
  });

  test('a hook that is ended from outside leaves nothing, and does not look as if it had succeeded', () => {
    for (const by of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      const stand = given({ end: { at: 'put', by, isHeardAtOnce: shell.name === 'pwsh' } });
      const run = stand.run('postprovision', ['--set-secret', 'client-secret'], { SECRET_VALUE: 'a-secret' });

      // PowerShell is told of the first only, and ends by the others.
      const status = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
      assert.equal(run.status, shell.name === 'pwsh' && by !== 'SIGINT' ? by : status[by], run.output);
      stand.nothingLeaked(run, 'a-secret');
    }
  });
});

test('PowerShell is told to take no option that a hook does not know', () => {
  for (const hook of ['postprovision.ps1', 'postdeploy.ps1']) {
    assert.match(read(hook), /^#requires -Version 7\.3$/m);
    assert.match(read(hook), /^\[CmdletBinding\(PositionalBinding = \$false\)\]\nparam\(\[switch\] \$DryRun, /m);
  }
});
