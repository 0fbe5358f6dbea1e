// A stand for the hooks: a folder with fake az, azd and func on a PATH of its own, which write down every
// argument, what came on their standard input, and the files they were pointed to; and a temporary folder
// whose emptiness afterwards is the proof that nothing stayed.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const hooks = path.join(here, '..', 'hooks');
const TOOLS = ['sh', 'dirname', 'mktemp', 'rm', 'cat', 'tr', 'sed', 'awk', 'head', 'base64', 'sleep', 'grep', 'stty', 'date'];

export const ENVIRONMENT = {
  AZURE_ENV_NAME: 'dev',
  AZURE_KEY_VAULT_ID: '/subscriptions/s/resourceGroups/rg-dev/providers/Microsoft.KeyVault/vaults/kv-x',
  AZURE_KEY_VAULT_NAME: 'kv-x',
  AZURE_FUNCTION_APP_ID: '/subscriptions/s/resourceGroups/rg-dev/providers/Microsoft.Web/sites/func-x',
  AZURE_EVENT_TOPIC_ID: '/subscriptions/s/resourceGroups/rg-dev/providers/Microsoft.EventGrid/systemTopics/evgt-x',
  SERVICE_PUBLIC_ORIGIN: 'https://app.example.com',
  SERVICE_IDENTITY_PRINCIPAL_ID: '11111111-1111-1111-1111-111111111111',
  SERVICE_CLIENT_ID: '22222222-2222-2222-2222-222222222222',
  SERVICE_CLIENT_AUTHENTICATION: 'client-secret',
  SERVICE_CLIENT_SLOT: 'client-secret',
  SERVICE_FURTHER_SLOTS: '',
  SERVICE_FEDERATION_ISSUER: 'https://login.microsoftonline.com/33333333-3333-3333-3333-333333333333/v2.0',
  HOOK_ATTEMPTS: '3',
  HOOK_DELAY: '0',
  // PowerShell would otherwise leave files of its own in the temporary folder.
  POWERSHELL_TELEMETRY_OPTOUT: '1',
  DOTNET_EnableDiagnostics: '0',
};

/** Where a program stands, or undefined. */
function which(name) {
  return process.env.PATH.split(path.delimiter).map((d) => path.join(d, name)).find(existsSync);
}

/**
 * How to start PowerShell: the one that `dotnet tool restore` fetched, or the machine's. As a dotnet tool it begins
 * with a launcher that looks for dotnet on the PATH; the stand has none, so what the launcher would start is started.
 */
function powershell() {
  for (const [program, ...args] of [['dotnet', 'tool', 'run', 'pwsh', '--'], ['pwsh']]) {
    const asked = spawnSync(program, [...args, '-NoProfile', '-Command', '[Environment]::ProcessPath; $PSHOME'], { cwd: here, encoding: 'utf8' });
    if (asked.status !== 0) continue;
    const [host, home] = asked.stdout.trim().split('\n');
    return path.basename(host) === 'dotnet' ? [host, path.join(home, 'pwsh.dll')] : [host];
  }
}

const pwsh = powershell();
const shells = [
  { name: 'sh', script: (hook) => ['sh', path.join(hooks, `${hook}.sh`)], option: (o) => o },
  // With its own awk, sed, tr and the others, which know less than GNU's.
  { name: 'busybox', missing: !which('busybox') && 'busybox is not installed', tools: 'busybox', script: (hook) => ['sh', path.join(hooks, `${hook}.sh`)], option: (o) => o },
  {
    name: 'pwsh',
    missing: !pwsh && 'pwsh is not installed: dotnet tool restore',
    script: (hook) => [...pwsh, '-NoProfile', '-File', path.join(hooks, `${hook}.ps1`)],
    option: (o) => ({ '--dry-run': '-DryRun', '--force': '-Force', '--set-secret': '-SetSecret', '--rotate-session-key': '-RotateSessionKey', '--expires': '-Expires' })[o] ?? o,
  },
];

export class Stand {
  constructor(shell, cloud = {}) {
    this.shell = shell;
    this.root = mkdtempSync(path.join(tmpdir(), 'hooks-'));
    this.bin = path.join(this.root, 'bin');
    this.temp = path.join(this.root, 'temp');
    mkdirSync(this.bin);
    mkdirSync(this.temp);
    writeFileSync(path.join(this.root, 'calls'), '');
    this.cloud = { secrets: { 'session-key': true, 'client-secret': false }, functions: ['VaultEvents'], key: 'KEY-abc+/d==', ...cloud };
    for (const tool of ['az', 'azd', 'func']) {
      const file = path.join(this.bin, tool);
      writeFileSync(file, `#!/bin/sh\nexec "${process.execPath}" "${path.join(here, 'fake-tool.mjs')}" ${tool} "${this.root}" "$@"\n`);
      chmodSync(file, 0o755);
    }
    for (const tool of TOOLS) if (which(tool)) symlinkSync(which(shell.tools ?? tool), path.join(this.bin, tool));
  }

  get cloud() {
    return JSON.parse(readFileSync(path.join(this.root, 'cloud'), 'utf8'));
  }

  set cloud(value) {
    writeFileSync(path.join(this.root, 'cloud'), JSON.stringify(value));
  }

  run(hook, options = [], environment = {}) {
    const [command, ...args] = this.shell.script(hook);
    const env = { ...ENVIRONMENT, HOME: this.root, TMPDIR: this.temp, TEMP: this.temp, PATH: this.bin, ...environment };
    const before = this.calls.length;
    const done = spawnSync(path.resolve(this.bin, command), [...args, ...options.map(this.shell.option)], { env, cwd: this.root, encoding: 'utf8', input: '' });
    return { status: done.status ?? done.signal, output: done.stdout + done.stderr, calls: this.calls.slice(before) };
  }

  get calls() {
    return readFileSync(path.join(this.root, 'calls'), 'utf8').split('\n').filter(Boolean).map((l) => JSON.parse(l));
  }

  /** The one rule that holds for every run. */
  nothingLeaked(run, ...secrets) {
    for (const secret of secrets) {
      assert.ok(!run.output.includes(secret), 'the output holds a secret');
      for (const call of run.calls) {
        assert.ok(!call.args.some((a) => a.includes(secret)), `an argument of ${call.tool} holds a secret`);
        assert.ok(!call.stdin.includes(secret), `the standard input of ${call.tool} holds a secret`);
        assert.ok(!Object.values(call.environment).some((v) => v.includes(secret)), `${call.tool} inherits a secret`);
      }
    }
    for (const call of run.calls) {
      for (const f of call.files) assert.equal(f.mode, '600');
      if (call.tool === 'az') assert.equal(call.environment.AZURE_LOGGING_ENABLE_LOG_FILE, 'false', 'az may write a log of its own');
    }
    assert.deepEqual(this.leftovers, []);
  }

  /** But for the socket on which PowerShell would let others in: it stays where PowerShell has to end at once. */
  get leftovers() {
    return readdirSync(this.temp, { recursive: true }).filter((name) => !name.startsWith('CoreFxPipe_'));
  }

  dispose() {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** A call as a word or two: what the sequence is asserted on. */
export const brief = (call) => {
  const at = (name) => call.args[call.args.indexOf(name) + 1];
  if (call.tool === 'az' && call.args[0] === 'ad') return `${call.args.slice(2, 4).join(' ')} ${at('--id').slice(0, 8)}`;
  return call.tool === 'az' ? `${at('--method')} ${at('--url').split('?')[0].split('/').slice(-2).join('/')}` : [call.tool, ...call.args].join(' ');
};

/**
 * The same tests for each variant of the hooks; `given` makes stands that go when their test ends. A shell that the
 * machine lacks is left out, but not where all were asked for.
 */
export function inEveryShell(tests) {
  for (const shell of shells) {
    describe(shell.name, () => {
      // A test of its own, so that it is counted. In .ci/run no shell may be missing.
      if (shell.missing) return test('is there to be tried', { skip: process.env.CI !== 'true' && shell.missing }, () => assert.fail(shell.missing));
      const stands = [];
      afterEach(() => stands.splice(0).forEach((stand) => stand.dispose()));
      tests({ shell, given: (cloud) => stands[stands.push(new Stand(shell, cloud)) - 1] });
    });
  }
}

/** The calls of az, without the questions that azd is asked, and what the sequence is asserted on. */
export const asked = (run) => run.calls.filter((call) => call.tool === 'az');
export const sequence = (run) => asked(run).map(brief);
