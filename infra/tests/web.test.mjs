// What azd puts on the static site.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const starter = path.join(root, 'clients/starter');
const read = (file) => readFileSync(path.join(root, file), 'utf8');
const page = read('clients/starter/src/index.html');
const client = 'src/TokenExchange.LocalHost/wwwroot/token-exchange-browser.js';

test('azd finds the pages, the command that builds them, and the site that they go to', () => {
  const [, service] = /^  web:\n((?: {4}.*\n)+)/m.exec(read('azure.yaml'));

  assert.deepEqual(service.trim().split(/\n +/), ['project: ./clients/starter', 'language: js', 'host: staticwebapp', 'dist: dist']);
  assert.equal(JSON.parse(read('clients/starter/package.json')).scripts.build, 'node build.mjs');
  assert.match(read('infra/modules/frontend.bicep'), /resource site [^]*?^ {2}tags: union\(tags, \{ 'azd-service-name': 'web' \}\)$/m);
  assert.match(read('infra/main.bicep'), /^output SERVICE_WEB_ENDPOINTS array = /m);
});

test('the two commands of azd write the pages and the client, and leave nothing behind', (t) => {
  const out = mkdtempSync(path.join(tmpdir(), 'starter-'));
  t.after(() => rmSync(out, { recursive: true }));

  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: starter, stdio: 'pipe' });
  execFileSync('npm', ['run', 'build', '--if-present', '--', out], { cwd: starter, stdio: 'pipe' });

  assert.deepEqual(readdirSync(out).sort(), [...readdirSync(path.join(starter, 'src')), path.basename(client)].sort());
  // The Static Web Apps CLI takes any staticwebapp.config.json below the project, so both have to say the same.
  for (const file of readdirSync(path.join(starter, 'src'))) assert.deepEqual(readFileSync(path.join(out, file)), readFileSync(path.join(starter, 'src', file)), file);
  assert.equal(readFileSync(path.join(out, path.basename(client)), 'utf8'), read(client));
  assert.ok(!existsSync(path.join(starter, 'package-lock.json')));
});

test('the page keeps its own policy: no script and no style in the page, nothing from elsewhere', () => {
  assert.doesNotMatch(page, /<style|\sstyle=|\son\w+=|<script(?![^>]* src=)/);
  for (const [, target] of page.matchAll(/(?:src|href)="([^"]*)"/g)) assert.ok(existsSync(path.join(starter, 'src', target)), target);
});

test('the pages have strict headers and no second login', () => {
  const { globalHeaders: headers, navigationFallback, routes } = JSON.parse(read('clients/starter/src/staticwebapp.config.json'));
  const policy = new Map(headers['Content-Security-Policy'].split('; ').map((rule) => [rule.split(' ')[0], rule]));

  for (const rule of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"]) {
    assert.equal(policy.get(rule.split(' ')[0]), rule);
  }

  assert.equal(headers['Referrer-Policy'], 'same-origin'); // nothing to other sites; under no-referrer, browsers write Origin: null (ADR 0026)
  assert.equal(headers['Cache-Control'], 'no-cache'); // the files have no version in their names
  assert.equal(navigationFallback.rewrite, '/index.html'); // the redirect may lead to any path of the page
  assert.deepEqual(routes.map(({ route, statusCode }) => `${route} ${statusCode}`), ['/api/* 404', '/.auth/login/aad 404', '/.auth/login/github 404']);
});
