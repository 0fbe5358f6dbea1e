// What alerts and workbook ask for: columns that the tables have, and numbers that fit small sites and large ones.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const read = (file) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
const template = read('modules/log-alerts.bicep');

// Of each table the columns that are used, as its reference names and explains them.
const columns = {
  AppMetrics: ['TimeGenerated', 'Name', 'ItemCount', 'Sum', 'Max', 'Properties'],
  AppRequests: ['TimeGenerated', 'Name', 'DurationMs', 'Properties'],
  AppTraces: ['TimeGenerated', 'Message', 'Properties'],
  AZKVAuditLogs: ['TimeGenerated', 'OperationName', 'HttpStatusCode', 'RequestUri', 'DurationMs', 'Identity'],
};

const measures = [...template.matchAll(/^    name: '([\w-]+)'\n(?:    (?!name:).*\n)*?    query: join\(\[\n([^]*?)\n +\], ' \| '\)/gm)]
  .map(([, name, lines]) => [name, lines.split('\n').map((line) => line.trim().slice(1, -1)).join(' | ')]);
const events = ['events', /^var category = '(.*)'$/m.exec(template)[1] + /query: '\$\{category\}(.*)'$/m.exec(template)[1]];
const panels = JSON.parse(read('workbooks/operations.json')).items.filter((item) => item.content.query).map((item) => [item.name, item.content.query]);

test('every query reads columns that its table has, or has made itself', () => {
  assert.ok(measures.length >= 3 && panels.length >= 10);
  for (const [name, query] of [events, ...measures, ...panels]) {
    const bare = query.replace(/[$@]\{[^}]*\}/g, 'x').replace(/"[^"]*"/g, '""');
    const [table, ...words] = bare.match(/\b[A-Z]\w+/g);
    const made = [...bare.matchAll(/\b([A-Z]\w+) =(?!=)/g)].map(([, column]) => column);

    assert.deepEqual(words.filter((word) => !columns[table]?.includes(word) && !made.includes(word)), [], `${name}: ${table}`);
  }
});

test('no alert uses what log alerts do not take', () => {
  for (const [name, query] of [events, ...measures]) assert.doesNotMatch(query, /\b(pivot|bag_unpack|narrow|search|ago)\b/, name);
});

test('every rule has its number', () => {
  assert.equal(template.match(/^    severity: \d$/gm).length, template.match(/^    threshold: \d+$/gm).length);
});

/** What the last step of a rule decides about these numbers. */
const decide = (name, values) => {
  const condition = measures.find(([rule]) => rule === name)[1].split(' | where ').at(-1);
  assert.match(condition, /^[\w\s<>=*]+$/);
  return new Function(...Object.keys(values), `return ${condition.replaceAll(' and ', ' && ')};`)(...Object.values(values));
};

test('an alert fires for a failing small site, not for single failures of a large one', () => {
  const alerts = (Failed, Requests) => decide('requests-failing', { Failed, Requests });

  assert.ok(alerts(4, 4), 'four logins, all of them failed');
  assert.ok(alerts(600, 10_000));
  assert.ok(!alerts(3, 3), 'one page that asked again');
  assert.ok(!alerts(40, 10_000));
});

test('an alert fires for an unreadable vault, also on a quiet site, not for a short fault', () => {
  const alerts = (Failed, Readings) => decide('vault-reads-failed', { Failed, Readings });

  assert.ok(alerts(3, 3), 'three sign-ins in an hour');
  assert.ok(alerts(25, 37), 'one busy instance, after five minutes');
  assert.ok(!alerts(2, 2));
  assert.ok(!alerts(5, 17), 'half a minute of an hour on one busy instance');
  assert.ok(!alerts(10, 250), 'twenty instances');
});

test('an alert fires 30 days before an expiry', () => {
  const alerts = (Days) => decide('secret-expires-soon', { Days });

  assert.ok(alerts(29.9));
  assert.ok(!alerts(30));
});
