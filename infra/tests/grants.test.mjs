// Every right that the templates can give, whatever the parameters: read from the compiled templates and not from one deployment, so that an assignment
// under a condition cannot be missed. What the reader does not understand is a fault.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ROLES } from './access-roles.mjs';
import { compile, compiledTest, ofType, predict, refusal } from './prediction.mjs';

const main = compile;

/** Every resource of a template and of the templates of its modules, with the template that it is in and the parameters that this one got. */
function* resourcesOf(template, given = {}, path = '') {
  for (const [key, resource] of Object.entries(template.resources ?? {})) {
    const here = `${path}${resource.type.split('/').at(-1)} ${key}`;
    yield { resource, template, given, path: here };
    if (resource.type === 'Microsoft.Resources/deployments') {
      const passed = Object.fromEntries(Object.entries(resource.properties.parameters ?? {})
        .map(([name, parameter]) => [name, typeof parameter === 'object' && 'value' in parameter ? resolved(parameter.value, given) : parameter]));
      yield* resourcesOf(resource.properties.template, passed, `${here} > `);
    }
  }
}

/** An expression with the parameters of its module replaced by what they were given, where it is nothing but one. */
function resolved(value, given) {
  if (Array.isArray(value)) return value.map((one) => resolved(one, given));
  const [, name] = (typeof value === 'string' && /^\[parameters\('(\w+)'\)(?:\[copyIndex\(\)\])?\]$/.exec(value)) || [];
  if (!name || !(name in given)) return value;
  return given[name];
}

/** The name of an identity, "*" for what belongs to the environment, by the module of the main template whose output this is. */
function identityOf(expression, output, where) {
  const [, module] = new RegExp(`^\\[reference\\('(\\w+)'\\)\\.outputs\\.${output}\\.value\\]$`).exec(expression) ?? assert.fail(`${where}: not understood: ${expression}`);
  const { parameters, template } = main().resources[module].properties;
  assert.ok(Object.values(template.resources).some(({ type }) => type === 'Microsoft.ManagedIdentity/userAssignedIdentities'), `${where}: ${module} makes no identity`);
  const [, form] = /^\[format\('([^']+)', variables\('names'\)\.managedIdentity, variables\('token'\)\)\]$/.exec(parameters.name.value) ?? assert.fail(parameters.name.value);
  return form.replace('{0}', 'id-').replace('{1}', '*');
}

const typeOf = (scope, where) => (/^\[resourceId\('Microsoft\.([\w./]+)',/.exec(scope ?? '')?.[1] ?? assert.fail(`${where}: the scope is not one resource: ${scope}`)).split('/').at(-1);

/** The role by its id: a variable can have any name. A role of the template's own is examined below. */
function roleOf(expression, template, where) {
  const [, custom] = /^\[subscriptionResourceId\('Microsoft\.Authorization\/roleDefinitions', (guid\(resourceGroup\(\)\.id, '[\w-]+'\))\)\]$/.exec(expression) ?? [];
  if (custom) return nameOf(Object.values(template.resources).find(({ type, name }) => type === 'Microsoft.Authorization/roleDefinitions' && name === `[${custom}]`) ?? assert.fail(where));
  const [, variable] = /^\[subscriptionResourceId\('Microsoft\.Authorization\/roleDefinitions', variables\('(\w+)'\)\)\]$/.exec(expression) ?? assert.fail(`${where}: not understood: ${expression}`);
  return ROLES[template.variables[variable]] ?? assert.fail(`${where}: an unknown role: ${template.variables[variable]}`);
}

const nameOf = (role) => /^\[format\('([\w ]+) \(\{0\}\)',/.exec(role.properties.roleName)[1];

const assigned = (template) => [...resourcesOf(template)].filter(({ resource }) => resource.type === 'Microsoft.Authorization/roleAssignments')
  .flatMap(({ resource, template: own, given, path }) => [resolved(resource.properties.principalId, given)].flat()
    .map((principal) => `${identityOf(principal, 'principalId', path)}: ${roleOf(resource.properties.roleDefinitionId, own, path)} on ${typeOf(resource.scope, path)}`));

const page = readFileSync(new URL('../../docs/deployment.md', import.meta.url), 'utf8').split('### What each identity may do')[1].split('\n## ')[0];
const sorted = (list) => [...new Set(list)].sort();

compiledTest('the table has every identity, role and type of resource that any parameters could bring together, and no other', () => {
  const rows = [...page.matchAll(/^\| `([^`]+)` \| ([^|`]+) \| `([^`/]+)\/[^`]*` \|/gm)].map(([, identity, role, type]) => `${identity}: ${role} on ${type}`);

  assert.deepEqual(sorted(rows), sorted(assigned(main())));
});

compiledTest('the resources that act as an identity are those of the page', () => {
  const rows = [...page.matchAll(/^\| `(\w+\/[^`]+)` \| ((?:`id-[^`]+`(?:, )?)+) \|/gm)].flatMap(([, resource, names]) => [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => `${resource}: ${name}`));
  const acting = [...resourcesOf(main())].filter(({ resource }) => resource.identity).flatMap(({ resource, given, path }) => {
    assert.equal(resource.identity.type, 'UserAssigned', path);
    const service = /'azd-service-name', '(\w+)'/.exec(resource.tags)?.[1] ?? '*';
    return Object.keys(resource.identity.userAssignedIdentities).map((key) => {
      const [, name] = /^\[format\('\{0\}', parameters\('(\w+)'\)\)\]$/.exec(key) ?? assert.fail(`${path}: not understood: ${key}`);
      return `${resource.type.split('/').at(-1)}/${service}: ${identityOf(given[name], 'id', path)}`;
    });
  });

  assert.deepEqual(sorted(rows), sorted(acting));
});

// The workflow rotate.yml: whom its identity trusts, and what no built-in role can give alone.
const EXAMINED = {
  'deployments pipelineAccess > roleDefinitions settingsReader': ({ properties }) => {
    assert.deepEqual(properties.permissions, [{
      actions: ['Microsoft.Web/sites/read', 'Microsoft.Web/sites/config/read', 'Microsoft.Web/sites/config/list/action'], notActions: [], dataActions: [], notDataActions: [],
    }]);
    assert.deepEqual(properties.assignableScopes, ['[resourceGroup().id]']);
  },
  'deployments pipelineAccess > federatedIdentityCredentials identity::github': ({ properties }) => assert.deepEqual(properties, {
    issuer: 'https://token.actions.githubusercontent.com', subject: "[parameters('subject')]", audiences: ['api://AzureADTokenExchange'],
  }),
};

compiledTest('the workflow that rotates signs in from one environment, and may read the settings of the rotator', () => {
  const found = Object.fromEntries([...resourcesOf(main())].map(({ resource, path }) => [path, resource]));

  for (const [path, examine] of Object.entries(EXAMINED)) examine(found[path] ?? assert.fail(path));
  const credential = ({ subject }) => ofType(predict({ rotationPipelineSubject: subject }), 'federatedIdentityCredentials').map(({ properties }) => properties.subject);
  assert.deepEqual(credential({ subject: 'repo:o/r:environment:dev-rotation' }), ['repo:o/r:environment:dev-rotation']);
  assert.deepEqual(credential({ subject: '' }), []);
  for (const subject of ['repo:o/r:ref:refs/heads/main', 'repo:o/r:pull_request', 'repo:o/r:environment:dev', 'repo:o/r:environment:other-rotation', 'x:environment:dev-rotation']) {
    assert.match(refusal({ rotationPipelineSubject: subject }), /ROTATION_PIPELINE_SUBJECT is not repo:<owner>\/<repository>:environment:dev-rotation/, subject);
  }
});

compiledTest('nothing else gives a right: no policy of a vault, no key of an account, no other kind of assignment', () => {
  for (const { resource, path } of resourcesOf(main())) {
    if (resource.type === 'Microsoft.Authorization/roleAssignments' || path in EXAMINED) continue;
    assert.doesNotMatch(resource.type, /role|authorization|accessPolic|federated|registration(?:Assignment|Definition)|localUsers|lock/i, path);
    if (resource.type === 'Microsoft.KeyVault/vaults' && !resource.existing) {
      assert.equal(resource.properties.enableRbacAuthorization, true);
      assert.equal(resource.properties.accessPolicies, undefined);
    }
    if (resource.type === 'Microsoft.Storage/storageAccounts' && !resource.existing) assert.match(JSON.stringify(resource.properties), /'allowSharedKeyAccess', false\(\)|"allowSharedKeyAccess":false/, path);
  }

  assert.doesNotMatch(JSON.stringify(main()), /\blist\w*\(/i);
});
