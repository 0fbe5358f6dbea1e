// What stands in for az, azd and func in the tests of the hooks: it writes down how it was called and
// answers from the file "cloud" as Azure would.

import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const [tool, root, ...args] = process.argv.slice(2);
const cloudFile = path.join(root, 'cloud');
const cloud = JSON.parse(readFileSync(cloudFile, 'utf8'));
const option = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);

const files = args
  .filter((a) => a.startsWith('@') && existsSync(a.slice(1)))
  .map((a) => ({ text: readFileSync(a.slice(1), 'utf8'), mode: (statSync(a.slice(1)).mode & 0o777).toString(8) }));
appendFileSync(
  path.join(root, 'calls'),
  `${JSON.stringify({ tool, args, stdin: readFileSync(0, 'utf8'), environment: { ...process.env }, files })}\n`,
);

const answer = (text) => process.stdout.write(text ? `${text}\n` : '');
const refuse = (text) => {
  process.stderr.write(`ERROR: ${text}\n`);
  process.exit(1);
};

/** As if somebody ended the hook while az is at it. sh notices once az is done, PowerShell at once: it goes, or ends az. */
function endHook() {
  const hook = process.ppid;
  process.kill(hook, cloud.end.by);
  const never = new Int32Array(new SharedArrayBuffer(4));
  for (let i = 0; cloud.end.isHeardAtOnce && process.ppid === hook && i < 3000; i++) Atomics.wait(never, 0, 0, 10);
}

if (tool !== 'az') {
  if (tool === 'azd' && args[1] === 'get-value' && cloud.azd?.[args[2]]) answer(cloud.azd[args[2]]);
  else refuse('not found');
} else if (args[0] === 'ad') {
  const verb = args[3];
  const failure = (cloud.fail ?? []).find((f) => f.method === verb);
  if (failure) refuse(failure.says ?? 'Insufficient privileges to complete the operation.');
  cloud.credentials ??= [];
  if (verb === 'list') for (const c of cloud.credentials) answer([c.name, c.issuer, c.subject, c.audiences[0]].join('\t'));
  else cloud.credentials.push(JSON.parse(files[0].text));
  writeFileSync(cloudFile, JSON.stringify(cloud));
} else {
  const method = option('--method');
  const resource = option('--url').split('?')[0];
  const name = resource.split('/').at(-1);
  const body = files[0] && JSON.parse(files[0].text);
  if (cloud.end?.at === method) endHook();
  const failure = (cloud.fail ?? []).find((f) => f.method === method && resource.includes(f.at));
  if (failure) refuse(failure.says ?? (failure.echo ? `Azure says no: ${files[0]?.text}` : 'Azure says no'));

  if (method === 'get' && resource.includes('/secrets/')) {
    // As az rest has it: the reason, the body in brackets, and 1 for every status.
    if (!(name in cloud.secrets)) refuse(`Not Found({"error":{"code":"SecretNotFound","message":"A secret with (name/id) ${name} was not found."}})`);
    answer(String(cloud.secrets[name]));
  } else if (method === 'put' && resource.includes('/secrets/')) {
    cloud.secrets[name] = body.properties.attributes.enabled;
  } else if (method === 'get' && name === 'functions') {
    if (cloud.functions.includes('VaultEvents') && !(cloud.unlisted > 0)) answer('func-x/VaultEvents');
  } else if (method === 'post' && resource.endsWith('/host/default/sync')) {
    cloud.unlisted -= 1;
  } else if (method === 'post' && name === 'listkeys') {
    answer(cloud.key);
  } else if (method === 'get' && name === 'eventSubscriptions') {
    if (cloud.subscription?.state === 'Succeeded') answer(cloud.subscription.base);
  } else if (method === 'put' && name === 'vault-to-service') {
    const base = body.properties.destination.properties.endpointUrl.split('?')[0];
    const pending = cloud.failedHandshakes ?? 0;
    cloud.subscription = { base, state: pending > 0 ? 'Failed' : 'Succeeded' };
    cloud.failedHandshakes = Math.max(0, pending - 1);
  } else if (method === 'get' && name === 'vault-to-service') {
    answer(cloud.subscription?.state);
  } else {
    refuse(`unexpected call: ${method} ${resource}`);
  }
  writeFileSync(cloudFile, JSON.stringify(cloud));
}
