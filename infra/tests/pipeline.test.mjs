// The workflow that deploys, and what it has to know of azd and of the template.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const read = (file) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
// The name that azd looks for (pipelineFileNames in its source).
const workflow = read('.github/workflows/azure-dev.yml');
const page = read('docs/deployment.md');

test('every variable that the template reads is carried, BUDGET_START_DATE too', () => {
  const wanted = [...read('infra/main.parameters.json').matchAll(/\$\{(\w+)/g)].map(([, name]) => name).filter((name) => name !== 'AZURE_ENV_NAME');
  const carried = [...workflow.matchAll(/^ {6}(\w+): \$\{\{ vars\.(\w+) \}\}$/gm)].map(([, name, source]) => {
    assert.equal(name, source);
    return name;
  });

  assert.deepEqual(carried, ['AZURE_CLIENT_ID', 'AZURE_TENANT_ID', 'AZURE_SUBSCRIPTION_ID', ...wanted]);
  assert.ok(carried.includes('BUDGET_START_DATE'));
});

test('the environment of GitHub has the name of azd\'s', () => {
  const name = '${{ inputs.environment || vars.AZURE_ENV_NAME }}';

  for (const line of [`  group: deploy-${name}`, `    environment: ${name}`, `      AZURE_ENV_NAME: ${name}`]) assert.ok(workflow.includes(`${line}\n`), line);
});

test('first the reviewers are seen to, then both sign in, then the template is deployed, then the code', () => {
  const steps = ['gh api "repos/$GITHUB_REPOSITORY/environments/$AZURE_ENV_NAME"', 'uses: Azure/setup-azd@', 'azd auth login ', 'azd provision --no-prompt', 'azd deploy --no-prompt'];
  const places = steps.map((step) => workflow.indexOf(step));

  assert.ok(places[0] > 0);
  assert.deepEqual(places, places.toSorted((a, b) => a - b));
  assert.match(workflow, /--federated-credential-provider github$/m);
});

test('no step holds or asks for a secret', () => {
  assert.doesNotMatch(workflow, /secrets\.|client-secret|creds:|CLIENT_SECRET|SECRET_VALUE/);
});

test('the version of azd is one that the project takes', () => {
  const parts = (version) => version.split('.').map(Number);
  const [, installed] = /Azure\/setup-azd@[^]*?version: (\d+\.\d+\.\d+)\n/.exec(workflow);
  const [, least] = /^  azd: ">= (\d+\.\d+\.\d+)"$/m.exec(read('azure.yaml'));
  const at = parts(installed).findIndex((part, i) => part !== parts(least)[i]);

  assert.ok(at < 0 || parts(installed)[at] > parts(least)[at], `${installed} and >= ${least}`);
});

test('the page says what the workflow needs', () => {
  const [section] = /^## From a pipeline\n[^]*?(?=^## )/m.exec(page);

  for (const word of ['azd pipeline config', 'environment:', 'Required reviewers', 'AZURE_CLIENT_ID', 'federated', 'azure-dev.yml']) assert.ok(section.includes(word), word);
});
