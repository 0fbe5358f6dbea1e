// What a deployment would make: the templates, compiled and evaluated for given parameters by the genuine compiler, without Azure.
// What only Azure knows (an identity's id, a host name) stays an expression in square brackets.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  return `{ ${Object.entries(value).map(([key, member]) => `${literal(key)}: ${literal(member)}`).join(', ')} }`;
};

// The compiler takes seconds of each processor: templates are compiled once, and each set of parameters is evaluated once, for all test files and until a
// template or the compiler changes.
const sources = ['infra', 'infra/modules', 'infra/workbooks']
  .flatMap((folder) => readdirSync(path.join(root, folder), { withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => path.join(root, folder, entry.name)))
  .sort();
const hash = (...texts) => texts.reduce((sum, text) => sum.update(text).update('\0'), createHash('sha256')).digest('hex').slice(0, 16);
const cache = path.join(root, 'artifacts/infra', hash(String(compiler.path), ...sources.flatMap((file) => [file, readFileSync(file)])));

/** The text that a function makes of the name of a file to write, kept under this name. */
function kept(name, make) {
  const file = path.join(cache, name);
  if (!existsSync(file)) {
    mkdirSync(cache, { recursive: true });
    const folder = mkdtempSync(path.join(cache, 'new-'));
    try {
      writeFileSync(path.join(folder, name), make(folder));
      renameSync(path.join(folder, name), file);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  return readFileSync(file, 'utf8');
}

function compiledText() {
  return kept('main.json', () => {
    const built = run(compiler.path, 'build', '--stdout', 'infra/main.bicep');
    assert.equal(built.status, 0, built.stderr);
    return built.stdout;
  });
}

function evaluate(parameters, folder) {
  const file = path.join(folder, 'main.bicepparam');
  const lines = Object.entries({ ...REQUIRED, ...parameters }).map(([name, value]) => `param ${name} = ${literal(value)}`);
  writeFileSync(file, ["using '../main.json'", ...lines, ''].join('\n'));
  const done = run(compiler.path, 'snapshot', file, '--mode', 'overwrite', '--location', 'westeurope', '--deployment-name', 'dev', ...IDS);
  if (done.status !== 0) return { refusal: done.stdout + done.stderr };
  return { resources: JSON.parse(readFileSync(path.join(folder, 'main.snapshot.json'), 'utf8')).predictedResources };
}

const known = new Map();
const evaluated = (parameters) => {
  const key = JSON.stringify(parameters);
  if (!known.has(key)) {
    compiledText();
    known.set(key, JSON.parse(kept(`${hash(key, JSON.stringify(REQUIRED))}.json`, (folder) => JSON.stringify(evaluate(parameters, folder)))));
  }

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

/** The function app of a service of azure.yaml. */
export const app = (resources, service = 'api') =>
  ofType(resources, 'sites').find(({ tags }) => tags['azd-service-name'] === service) ?? assert.fail(`no app of the service ${service}`);

/** Its settings. */
export const settingsOf = (resources, service = 'api') =>
  ofType(resources, 'sites/config').find(({ name }) => name === `${app(resources, service).name}/appsettings`).properties;

/** The compiled template, with the templates of its modules inside. */
export const compile = () => JSON.parse(compiledText());
