// Every message that a deployment can send to people has a row that says what it means and what to do, on the page that it names.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { compile, compiledTest, ofType, predict } from './prediction.mjs';

const read = (file) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

/** The types of resources that send messages, and those that only look like it. */
const SENDING = ['metricAlerts', 'scheduledQueryRules', 'activityLogAlerts', 'systemTopics/eventSubscriptions', 'budgets'];
const MODULES_WITH_A_SWITCH = { budget: 'budgetAmount' };

/** Each message: its name in the pages, and the page that its description names. */
function messages() {
  const resources = predict({ budgetAmount: 100 });
  const alerts = SENDING.slice(0, 3).flatMap((type) => ofType(resources, type))
    .map(({ name, properties }) => [/^ag-\w{13}-(.+)$/.exec(name)[1], properties.description]);
  const events = ofType(resources, 'eventSubscriptions').filter(({ properties }) => properties.destination?.endpointType === 'MonitorAlert')
    .map(({ name, properties }) => [name.split('/').at(-1), properties.destination.properties.description]);
  const budgets = ofType(resources, 'budgets').map(() => ['budget', 'What to do: docs/operations/incident.md']); // a budget has no text of its own
  return new Map([...alerts, ...events, ...budgets].map(([name, text]) => [name, /What to do: (docs\/operations\/[a-z-]+\.md)(?:'\)?\]?)?$/.exec(text)?.[1] ?? assert.fail(`${name}: ${text}`)]));
}

const cells = (line) => line.split('|').slice(1, -1).map((cell) => cell.trim());

compiledTest('every message is explained on the page that it names: what it means, and what to do', () => {
  for (const [name, page] of messages()) {
    const rows = read(page).split('\n').filter((line) => line.startsWith('|') && cells(line)[0].split(', ').includes(`\`${name}\``)).map(cells);

    assert.equal(rows.length, 1, `${name}: ${rows.length} rows on ${page}`);
    assert.equal(rows[0].length, 3, name);
    for (const cell of rows[0]) assert.ok(cell.length > 5, `${name}: ${cell}`);
  }
});

compiledTest('the operations page lists every message, and no other', () => {
  const section = read('docs/operations/README.md').split('## Alerts of the template')[1].split('\n## ')[0];
  const listed = [...section.matchAll(/^\|([^|]+)\|/gm)].flatMap(([, cell]) => [...cell.matchAll(/`([\w-]+)`/g)].map(([, name]) => name));

  assert.deepEqual(listed.toSorted(), [...messages().keys()].toSorted());
});

compiledTest('no message is left out by a condition, nor by a type that nobody looked at', () => {
  const visit = (template, path, condition) => Object.entries(template.resources).flatMap(([key, resource]) => [
    ...(/alert|rule|budget|eventSubscription/i.test(resource.type) ? [{ type: resource.type, path: `${path}${key}`, condition: resource.condition ?? condition }] : []),
    ...visit(resource.properties?.template ?? { resources: {} }, `${path}${key} > `, resource.condition ?? condition),
  ]);
  const found = visit(compile(), '');

  assert.ok(found.length >= 8);
  for (const { type, path, condition } of found) {
    assert.ok(SENDING.some((known) => type.endsWith(`/${known}`)), `${path}: ${type}`);
    const parameter = MODULES_WITH_A_SWITCH[path.split(' > ')[0]];
    if (parameter) assert.match(condition, new RegExp(`parameters\\('${parameter}'\\)`), path);
    else if (!/rotatorStorageId/.test(condition ?? '')) assert.equal(condition, undefined, path); // the rotator's messages, which no person gets
  }
});

test('every link of these rows leads to a heading', () => {
  const anchors = (page) => new Set([...read(page).matchAll(/^#+ (.+)$/gm)].map(([, title]) => title.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-')));
  const page = 'docs/operations/incident.md';
  const table = read(page).split('## An alert has come')[1].split('\n## ')[0];

  for (const [, anchor] of table.matchAll(/\]\(#([^)]+)\)/g)) assert.ok(anchors(page).has(anchor), anchor);
});
