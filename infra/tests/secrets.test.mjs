// The secrets that a deployment creates, and the policy in their tags.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe } from 'node:test';
import { compiledTest, ofType, predict, refusal, settingsOf } from './prediction.mjs';

/** What reads the tags. */
const reader = readFileSync(new URL('../../src/TokenExchange.Rotations/Policy/SecretPolicy.cs', import.meta.url), 'utf8');

/** The tags of each secret, without that of the environment. */
const tagsOf = (parameters) => Object.fromEntries(ofType(predict({ credentialKind: 'client-secret', ...parameters }), 'vaults/secrets').map(({ name, tags }) => {
  const { 'azd-env-name': environment, ...policy } = tags;
  assert.equal(environment, 'dev', name);
  return [name.split('/').at(-1), policy];
}));

const COMPLETE = { owner: 'identity team', class: 'confidential', rotateAfter: 30, overlap: 7, dependsOn: ['batch', 'reports'] };

describe('the key that signs in the vault', () => {
  const keysOf = (parameters) => ofType(predict(parameters), 'vaults/keys');
  const parameters = { credentialKind: 'private-key-jwt', credentialKeyName: 'client-key' };

  compiledTest('is created where it is named, cannot be exported, and there is no secret in its place', () => {
    const [{ name, properties }, ...more] = keysOf(parameters);

    assert.deepEqual([more.length, name.split('/').at(-1)], [0, 'client-key']);
    assert.deepEqual(properties, { kty: 'EC', curveName: 'P-256', keyOps: ['sign', 'verify'], attributes: { enabled: true, exportable: false } });
    assert.deepEqual(ofType(predict(parameters), 'vaults/secrets').map((secret) => secret.name.split('/').at(-1)), ['session-key']);
    assert.deepEqual(keysOf({ credentialKind: 'private-key-jwt' }), []);
  });

  compiledTest('is what the service and the rotator use', () => {
    for (const app of ['api', 'rotator']) {
      const settings = settingsOf(predict(parameters), app);
      assert.equal(settings.TokenExchange__Provider__Credential__KeyName, 'client-key');
      assert.ok(!('TokenExchange__Provider__Credential__SecretName' in settings));
    }
  });

  compiledTest('has a policy, and can be in the plan', () => {
    const resources = predict({ ...parameters, rotationPolicies: { 'keys/client-key': COMPLETE }, rotationPlan: { secrets: { 'keys/client-key': { kind: 'private-key-jwt' } } } });
    const { 'azd-env-name': environment, ...policy } = ofType(resources, 'vaults/keys')[0].tags;

    assert.deepEqual([environment, policy.owner, policy['rotate-after']], ['dev', 'identity team', '30']);
  });

  compiledTest('is refused for another kind of credential', () => {
    for (const credentialKind of ['managed-identity', 'client-secret']) {
      assert.match(refusal({ credentialKeyName: 'client-key', credentialKind }), /CREDENTIAL_KEY_NAME needs CREDENTIAL_KIND=private-key-jwt/);
    }
  });
});

describe('the policy of a secret', () => {
  compiledTest('is written as the tags that inventory, doctor and rotator read, all of them but the cause of a rotation', () => {
    const read = [...reader.matchAll(/= (?:Text|Days)\("([\w-]+)"\)/g)].map(([, name]) => name);
    const written = tagsOf({ rotationPolicies: { 'client-secret': COMPLETE } })['client-secret'];

    assert.deepEqual(written, { owner: 'identity team', class: 'confidential', 'rotate-after': '30', overlap: '7', 'depends-on': 'batch, reports' });
    assert.deepEqual([...Object.keys(written), 'rotation-cause'].sort(), read.sort());
  });

  compiledTest('of the session key has an owner and the age that holds for secrets without a policy', () => {
    const [, days] = /DefaultRotateAfterDays = (\d+);/.exec(reader);

    assert.deepEqual(tagsOf(), { 'session-key': { owner: 'rotator', class: 'secret', 'rotate-after': days }, 'client-secret': {} });
  });

  compiledTest('of the session key is changed member by member', () =>
    assert.deepEqual(tagsOf({ rotationPolicies: { 'session-key': { owner: 'platform' } } })['session-key'], { owner: 'platform', class: 'secret', 'rotate-after': '90' }));

  compiledTest('is written for further secrets, and for those that authorize the rotator', () => {
    const rotationPlan = { secrets: { 'partner-api-key': { kind: 'http', recipe: { authorization: { secretName: 'management-key' } } } } };
    const rotationPolicies = { 'partner-api-key': { owner: 'sales' }, 'management-key': { rotateAfter: 365 } };
    const written = tagsOf({ additionalSecretNames: 'partner-api-key', rotationPlan, rotationPolicies });

    assert.deepEqual([written['partner-api-key'], written['management-key']], [{ owner: 'sales' }, { 'rotate-after': '365' }]);
  });

  compiledTest('is refused for a secret that the template does not create', () =>
    assert.match(refusal({ rotationPolicies: { 'client-secert': COMPLETE } }), /rotationPolicies: the template does not create client-secert/));

  for (const [what, policy] of Object.entries({
    'an age in words': { rotateAfter: '90 days' },
    'an age of no days': { rotateAfter: 0 },
    'a member that does not exist': { 'rotate-after': 90 },
    'an empty owner': { owner: '' },
    'dependents in one text': { dependsOn: 'batch' },
  })) {
    compiledTest(`is refused with ${what}`, () => assert.ok(refusal({ rotationPolicies: { 'session-key': policy } })));
  }
});
