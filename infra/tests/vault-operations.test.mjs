// Every operation of the vault that its log can name: which alert reports it when somebody else does it, or why none does.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { compiledTest, ofType, predict } from './prediction.mjs';

const READ = 'secret-read-by-others';
const WRITE = 'secret-written-by-others';
const DELETION = 'secret-deleted';
const LOOKUP = 'gives names, dates and public halves';
const MANAGED = 'vault-changed, by the activity log';
const NOTICE = 'is an event of the vault and not a call';

// The values of operationName in "Azure Key Vault logging" (https://learn.microsoft.com/azure/key-vault/general/logging, edition of 2025-04-17), all of them.
const DOCUMENTED = {
  Vault: {
    Authentication: LOOKUP, Get: LOOKUP, Put: MANAGED, Delete: MANAGED, Patch: MANAGED, Recover: MANAGED, AccessPolicyChangedEventGridNotification: NOTICE,
  },
  Key: {
    Create: WRITE, Get: LOOKUP, Import: WRITE, Delete: DELETION, Sign: READ, Verify: READ, Wrap: READ, Unwrap: READ, Encrypt: READ, Decrypt: READ, Update: WRITE,
    List: LOOKUP, ListVersions: LOOKUP, Purge: DELETION, Backup: READ, Restore: WRITE, Recover: WRITE, GetDeleted: LOOKUP, ListDeleted: LOOKUP,
    NearExpiryEventGridNotification: NOTICE, ExpiredEventGridNotification: NOTICE, Rotate: WRITE, RotateIfDue: WRITE, RotationPolicyGet: LOOKUP, RotationPolicySet: WRITE,
  },
  Secret: {
    Set: WRITE, Get: READ, Update: WRITE, Delete: DELETION, List: LOOKUP, ListVersions: LOOKUP, Purge: DELETION, Backup: READ, Restore: WRITE, Recover: WRITE,
    GetDeleted: LOOKUP, ListDeleted: LOOKUP, NearExpiryEventGridNotification: NOTICE, ExpiredEventGridNotification: NOTICE,
  },
  Certificate: {
    Get: LOOKUP, Create: WRITE, Import: WRITE, Update: WRITE, List: LOOKUP, ListVersions: LOOKUP, Delete: DELETION, Purge: DELETION, Backup: READ, Restore: WRITE,
    Recover: WRITE, GetDeleted: LOOKUP, ListDeleted: LOOKUP, PolicyGet: LOOKUP, PolicyUpdate: WRITE, PolicySet: WRITE, ContactsGet: LOOKUP, ContactsSet: WRITE,
    ContactsDelete: WRITE, IssuerGet: LOOKUP, IssuerSet: WRITE, IssuerUpdate: WRITE, IssuerDelete: WRITE, IssuersList: LOOKUP, Enroll: WRITE, Renew: WRITE,
    PendingGet: LOOKUP, PendingMerge: WRITE, PendingUpdate: WRITE, PendingDelete: WRITE, NearExpiryEventGridNotification: NOTICE, ExpiredEventGridNotification: NOTICE,
  },
};

const documented = Object.entries(DOCUMENTED).flatMap(([kind, verbs]) =>
  Object.entries(verbs).map(([verb, outcome]) => [verb === 'Authentication' ? verb : `${kind}${verb}`, outcome]));

// What the vault's interface has and its log's documentation does not name, and what it may have one day.
const UNDOCUMENTED = [['KeyRelease', READ], ['KeyAttest', WRITE], ['SecretCopy', WRITE], ['StorageAccountSet', WRITE]];

/** Whether a condition of Kusto applies to these columns: of "and" and "or", lists, suffixes, numbers. A word that it does not know is a fault. */
function applies(condition, row) {
  const parts = [
    [/^(\w+) (!?)in \(([^)]*)\)/, ([, column, not, list]) => list.split(', ').map((text) => text.slice(1, -1)).includes(row[column]) !== (not === '!')],
    [/^(\w+) (!?)endswith "(\w+)"/, ([, column, not, end]) => row[column].toLowerCase().endsWith(end.toLowerCase()) !== (not === '!')],
    [/^isnull\((\w+)\)/, ([, column]) => row[column] === undefined],
    [/^(\w+) < (\d+)/, ([, column, number]) => row[column] !== undefined && row[column] < Number(number)],
    [/^(?:and|or|[()])/, ([word]) => ({ and: '&&', or: '||' })[word] ?? word],
  ];
  let [expression, rest] = ['', condition];
  while (rest) {
    const [form, value] = parts.find(([one]) => one.test(rest)) ?? assert.fail(`not understood: ${rest}`);
    const found = form.exec(rest);
    expression += ` ${value(found)} `;
    rest = rest.slice(found[0].length).trimStart();
  }

  return new Function(`return ${expression};`)();
}

const RULES = [READ, WRITE, DELETION];

/** The first condition of each rule on the vault's log. */
const conditions = () => RULES.map((name) => {
  const rule = ofType(predict(), 'scheduledQueryRules').find((one) => one.name.endsWith(`-${name}`)) ?? assert.fail(name);
  return [name, /where (OperationName .*?)(?: \| |', ')extend /.exec(rule.properties.criteria.allOf[0].query)[1]];
});

const reporting = (OperationName, HttpStatusCode) => conditions().filter(([, condition]) => applies(condition, { OperationName, HttpStatusCode })).map(([name]) => name);

compiledTest('every documented operation is reported by one alert, or by none for a reason', () => {
  assert.equal(documented.length, 78);
  for (const [operation, outcome] of documented) assert.deepEqual(reporting(operation, 200), RULES.includes(outcome) ? [outcome] : [], `${operation}: ${outcome}`);
});

compiledTest('an operation that nobody has documented is reported, as a use where its name is known and as a change otherwise', () => {
  for (const [operation, outcome] of UNDOCUMENTED) assert.deepEqual(reporting(operation, 200), [outcome], operation);
});

compiledTest('what the vault does by itself is reported without a status; what it has refused is not', () => {
  assert.deepEqual(reporting('KeyRotateIfDue', undefined), [WRITE]);
  for (const operation of ['SecretGet', 'SecretSet', 'SecretDelete']) assert.deepEqual(reporting(operation, 403), [], operation);
});

compiledTest('the alert has the name, also of what is deleted', () => {
  const { query } = ofType(predict(), 'scheduledQueryRules').find(({ name }) => name.endsWith(`-${DELETION}`)).properties.criteria.allOf[0];
  const name = new RegExp(/extract\("([^"]+)", 1, RequestUri\)/.exec(query)[1]);

  for (const [address, expected] of [
    ['/secrets/client-secret/0123', 'client-secret'],
    ['/secrets/client-secret?api-version=7.6', 'client-secret'],
    ['/deletedsecrets/client-secret/recover', 'client-secret'],
    ['/deletedkeys/client-key', 'client-key'],
    ['/certificates/web/create', 'web'],
  ]) assert.equal(name.exec(`https://kv.vault.azure.net${address}`)[1], expected);
});

compiledTest('the workbook shows who did what the alerts report', () => {
  const panels = Object.fromEntries(JSON.parse(readFileSync(new URL('../workbooks/operations.json', import.meta.url), 'utf8')).items
    .filter(({ content }) => content.query).map(({ name, content }) => [name, /\| where (OperationName .*?) \| extend /.exec(content.query)?.[1]]));
  const shown = (panel, operation) => applies(panels[panel], { OperationName: operation, HttpStatusCode: 200 });

  for (const [operation, outcome] of documented) {
    assert.equal(shown('secret-readers', operation), outcome === READ, operation);
    assert.equal(shown('secret-changes', operation), outcome === WRITE || outcome === DELETION, operation);
  }
});
