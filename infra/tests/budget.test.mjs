// Azure rejects a budget that starts before the current month, and a change of the start of an existing one. So the template makes a
// budget only where there is none, and otherwise reads the beginning back: nothing has to be remembered outside Azure, in any month and any clone.

import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { compile, compiledTest, ofType, predict } from './prediction.mjs';

const BUDGET = 'Microsoft.Consumption/budgets';

/** Every template inside this one, itself first, with the deployment that it is of. */
const nested = (template, deployment) => [
  { template, deployment },
  ...Object.values(template.resources).filter((one) => one.properties?.template).flatMap((one) => nested(one.properties.template, one)),
];

const templates = () => nested(compile());
const budgets = () => templates().flatMap(({ template, deployment }) =>
  Object.values(template.resources).filter(({ type }) => type === BUDGET).map((budget) => ({ budget, template, deployment })));

const isCreation = ({ budget }) => budget['@options'] !== undefined;

describe('a budget', () => {
  compiledTest('is created only where there is none', () => {
    const [created, ...more] = budgets().filter(isCreation);

    assert.equal(more.length, 0);
    assert.deepEqual(created.budget['@options'], { onlyIfNotExists: [] });
  });

  compiledTest('that is there is read back and written with the beginning that it has', () => {
    const read = templates().find(({ deployment }) => deployment?.name === 'budget-start').template;
    const [written, ...more] = budgets().filter((one) => !isCreation(one));
    const start = written.deployment.properties.parameters.startDate.value;

    assert.equal(more.length, 0, 'the beginning is written in one place');
    assert.equal(written.budget.properties.timePeriod.startDate, "[parameters('startDate')]");
    assert.match(read.outputs.startDate.value, /^\[reference\(resourceId\('Microsoft\.Consumption\/budgets', parameters\('name'\)\), '[\d-]+'\)\.timePeriod\.startDate\]$/);
    assert.equal(start, "[reference('start').outputs.startDate.value]");
    assert.doesNotMatch(JSON.stringify(written.template), /utcNow/);
  });

  compiledTest('is read after it was created, and written after it was read', () => {
    const [created] = budgets().filter(isCreation);
    const { resources } = created.template;
    const [read, written] = Object.entries(resources).filter(([, one]) => one.properties?.template);

    assert.ok(read[1].dependsOn.some((name) => resources[name].type === BUDGET));
    assert.deepEqual(written[1].dependsOn, [read[0]]);
  });

  compiledTest('has one name everywhere', () => {
    const names = ofType(predict(), 'budgets').map(({ name }) => name);

    assert.equal(names.length, 2);
    assert.equal(new Set(names).size, 1);
  });

  compiledTest('of 0 is none', () => assert.deepEqual(ofType(predict({ budgetAmount: 0 }), 'budgets'), []));
});

describe('a new budget', () => {
  // The current month is a parameter only because a default alone may ask for the time.
  const starts = (budgetStartDate) => ofType(predict({ thisMonth: '2026-11-01', budgetStartDate }), 'budgets').map(({ properties }) => properties.timePeriod.startDate);

  compiledTest('begins in the current month, also where an older clone still carries a month that has passed', () => {
    for (const given of ['', '2026-11-01', '2026-03-01', '2025-12-01T00:00:00Z']) assert.equal(starts(given)[0], '2026-11-01', given);
  });

  compiledTest('begins later where a later month is given', () => {
    for (const given of ['2026-12-01', '2027-01-01']) assert.equal(starts(given)[0], given);
  });
});
