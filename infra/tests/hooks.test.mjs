// How azd runs the hooks, which are verbs of the operator's tool (src/TokenExchange.Operations); what they do is tested there.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const manifest = readFileSync(new URL('../../azure.yaml', import.meta.url), 'utf8');

test('each hook is one line, the same on every system', () => {
  const lines = [...manifest.matchAll(/^ +run: (.*)$/gm)].map(([, line]) => line);

  for (const hook of ['postprovision', 'postdeploy']) {
    assert.equal(lines.filter((line) => line === `dotnet run --project src/TokenExchange.Operations -- hooks ${hook}`).length, 2, hook);
  }
  assert.equal(lines.length, 4);
});

test('only the hook that the service can do without may fail and let azd go on', () => {
  const [before, after] = manifest.split(/^  postdeploy:\n/m);

  assert.doesNotMatch(before, /continueOnError/);
  assert.equal(after.match(/^      continueOnError: true$/gm).length, 2);
});

test('the hook that may ask for a secret has the terminal', () => {
  const [, hook] = /^  postprovision:\n((?: {4}.*\n)+)/m.exec(manifest);

  assert.equal(hook.match(/^      interactive: true$/gm).length, 2);
});
