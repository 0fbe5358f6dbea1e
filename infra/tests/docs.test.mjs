// What the pages and the templates say of each other.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const read = (file) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const main = read('infra/main.bicep');
const page = read('docs/deployment.md');
const templates = ['infra/main.bicep', ...readdirSync(new URL('../modules/', import.meta.url)).map((f) => `infra/modules/${f}`)];

test('every parameter of the template is in the table, and nothing else is', () => {
  const declared = [...main.matchAll(/^param (\w+)/gm)].map((m) => m[1]);
  const listed = [...page.matchAll(/^\| `([a-z]\w+)` \|/gm)].map((m) => m[1]);

  assert.deepEqual(listed, declared);
});

test('every parameter of every template is described', () => {
  for (const file of templates) {
    for (const [, before, name] of read(file).matchAll(/((?:^(?:@|  '|\]\))[^\n]*\n)*)^param (\w+)/gm)) {
      assert.match(before, /@description\('/, `${file}: ${name}`);
    }
  }
});

test('every variable of the azd environment is in the table', () => {
  for (const [, name] of read('infra/main.parameters.json').matchAll(/\$\{(\w+)/g)) assert.ok(page.includes(`\`${name}\``), name);
});

test('the page counts the alerts that the templates make', () => {
  const metrics = [...read('infra/modules/alerts.bicep').matchAll(/^ +metric: '/gm)].length + 1;
  const logs = ['log-alerts', 'access-alerts'].flatMap((file) => [...read(`infra/modules/${file}.bicep`).matchAll(/^    severity: \d$/gm)]).length;
  const activities = [...read('infra/modules/access-alerts.bicep').matchAll(/^    operations: \[/gm)].length;

  assert.ok(page.includes(`${metrics} metric alerts, ${logs} log alerts, ${activities} activity log alerts`));
});

test('every alert names a page of docs/operations', () => {
  for (const file of ['alerts', 'log-alerts', 'access-alerts', 'events']) {
    const text = read(`infra/modules/${file}.bicep`);
    for (const [, sentence] of text.matchAll(/^ +description: '((?:[^'\\]|\\.)+)'/gm)) assert.match(sentence, /docs\/operations\/[a-z-]+\.md$/);
  }
});

test('the workbook is valid and every place for a name is filled', () => {
  const text = read('infra/workbooks/operations.json');
  const workbook = JSON.parse(text);
  const filler = read('infra/modules/workbook.bicep');

  assert.equal(workbook.version, 'Notebook/1.0');
  for (const [, name] of text.matchAll(/@\{(\w+)\}/g)) assert.match(filler, new RegExp(`^  ${name}: signals\\.`, 'm'));
});

test('resources that were changed without azd are restored by a provision that azd does not skip', () => {
  for (const file of ['docs/operations/incident.md', 'docs/operations/recovery.md']) {
    // A setting that was corrected is a change that azd sees.
    const sections = read(file).split(/^## /m).filter((text) => !text.startsWith('A wrong setting was deployed'));
    for (const text of sections) assert.doesNotMatch(text, /`azd provision`/, `${file}: ${text.split('\n')[0]}`);
  }
});

test('a vault is recovered into a group that is there again, and then deployed', () => {
  const steps = ['az group create', 'az keyvault recover', 'azd env set AZURE_LOCATION', 'azd up'].map((step) => page.lastIndexOf(`\n${step}`));

  assert.ok(steps[0] > 0);
  assert.deepEqual(steps, steps.toSorted((a, b) => a - b));
});
