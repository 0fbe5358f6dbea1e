// What the text of every hook has to keep.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

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
