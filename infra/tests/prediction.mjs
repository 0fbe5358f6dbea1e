// What a deployment would make: the templates, compiled and evaluated for given parameters by the genuine compiler, without Azure.
// What only Azure knows (an identity's id, a host name) stays an expression in square brackets.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fetchCompiler, root, run } from '../../eng/checks/bicep-compiler.mjs';

const compiler = fetchCompiler();

/** A test that needs the compiler; left out, and counted, on a machine that the compiler does not come for. */
export const compiledTest = (name, body) =>
  test(name, { skip: !compiler.path && !compiler.isFault && compiler.reason }, () => (compiler.path ? body() : assert.fail(compiler.reason)));

const REQUIRED = {
  environmentName: 'dev',
  location: 'westeurope',
  providerAuthority: 'https://login.example.com',
  providerClientId: 'client',
};

const IDS = ['--subscription-id', '00000000-0000-0000-0000-000000000001', '--tenant-id', '00000000-0000-0000-0000-000000000002'];

/** A value as Bicep writes it. */
const literal = (value) => {
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('${', '\\${')}'`;
  if (typeof value !== 'object') return String(value);
  return `{ ${Object.entries(value).map(([key, member]) => `${literal(key)}: ${literal(member)}`).join(', ')} }`;
};

function evaluate(parameters) {
  const folder = mkdtempSync(path.join(tmpdir(), 'prediction-'));
  try {
    const file = path.join(folder, 'main.bicepparam');
    const template = path.relative(folder, path.join(root, 'infra/main.bicep'));
    const lines = Object.entries({ ...REQUIRED, ...parameters }).map(([name, value]) => `param ${name} = ${literal(value)}`);
    writeFileSync(file, [`using '${template}'`, ...lines, ''].join('\n'));
    const done = run(compiler.path, 'snapshot', file, '--mode', 'overwrite', '--location', 'westeurope', '--deployment-name', 'dev', ...IDS);
    const words = done.stdout + done.stderr;
    if (done.status !== 0) return { refusal: words };
    return { resources: JSON.parse(readFileSync(path.join(folder, 'main.snapshot.json'), 'utf8')).predictedResources };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const known = new Map();
const evaluated = (parameters) => {
  const key = JSON.stringify(parameters);
  if (!known.has(key)) known.set(key, evaluate(parameters));
  return known.get(key);
};

/** The resources that a deployment with these parameters would make. */
export function predict(parameters = {}) {
  const { resources, refusal } = evaluated(parameters);
  return resources ?? assert.fail(refusal);
}

/** With which words a deployment with these parameters is refused. */
export const refusal = (parameters) => evaluated(parameters).refusal ?? assert.fail('the parameters were taken');

/** The resources of a type; of Microsoft.Web/sites that is "sites". */
export const ofType = (resources, type) => resources.filter((resource) => resource.type.endsWith(`/${type}`));

/** The one resource of a type. */
export function the(resources, type) {
  const [one, ...more] = ofType(resources, type);
  assert.ok(one && more.length === 0, `${more.length + (one ? 1 : 0)} resources of type ${type}`);
  return one;
}

/** The compiled template, with the templates of its modules inside. */
export function compile() {
  const built = run(compiler.path, 'build', '--stdout', 'infra/main.bicep');
  assert.equal(built.status, 0, built.stderr);
  return JSON.parse(built.stdout);
}
