// The check of what is published: a good folder passes, each fault is named.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { faultsOf, functionsOfSource } from "./publish-output.mjs";

const SCRIPT = fileURLToPath(new URL("publish-output.mjs", import.meta.url));
const token = ["ghp", "aB3dE".repeat(8)].join("_");
let folder;

const put = (name, text) => {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), typeof text === "string" || Buffer.isBuffer(text) ? text : JSON.stringify(text));
};
const check = () => spawnSync(process.execPath, [SCRIPT, folder], { encoding: "utf8" });

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "publish-output-"));
  copyFileSync(fileURLToPath(new URL("../../host.json", import.meta.url)), path.join(folder, "host.json"));
  put("worker.config.json", { description: { language: "dotnet-isolated", defaultWorkerPath: "TokenExchange.Functions.dll" } });
  put("functions.metadata", functionsOfSource().map((name) => ({ name, scriptFile: "TokenExchange.Functions.dll" })));
  for (const name of ["TokenExchange.Functions.dll", "TokenExchange.Functions.pdb", "TokenExchange.dll", "Azure.Core.dll", ".azurefunctions/function.deps.json"]) put(name, "x");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("the source declares functions", () => {
  assert.ok(functionsOfSource().length >= 10);
  assert.ok(functionsOfSource().includes("VaultEvents"));
});

test("a good folder passes", () => {
  const run = check();

  assert.equal(run.status, 0, run.stdout);
  assert.match(run.stdout, / 0 faults$/m);
});

test("the command fails for a fault and says it", () => {
  rmSync(path.join(folder, "host.json"));
  const run = check();

  assert.equal(run.status, 1);
  assert.match(run.stdout, /^host\.json is missing$/m);
});

test("the command fails without a folder", () => {
  assert.equal(spawnSync(process.execPath, [SCRIPT]).status, 2);
  assert.equal(spawnSync(process.execPath, [SCRIPT, path.join(folder, "nowhere")]).status, 2);
});

const remove = (name) => () => rmSync(path.join(folder, name));
const faults = [
  ["no host.json", remove("host.json"), "host.json is missing"],
  ["host.json that cannot be read", () => put("host.json", "{"), "host.json is no JSON"],
  ["host.json that says nothing", () => put("host.json", "null"), "host.json is no JSON"],
  ["another prefix", () => put("host.json", { telemetryMode: "OpenTelemetry", extensions: { http: { routePrefix: "" } } }), "host.json: routePrefix"],
  ["no prefix", () => put("host.json", { telemetryMode: "OpenTelemetry" }), "host.json: routePrefix"],
  ["another telemetry mode", () => put("host.json", { extensions: { http: { routePrefix: "api" } } }), "host.json: telemetryMode"],
  ["no worker.config.json", remove("worker.config.json"), "worker.config.json is missing"],
  ["another worker", () => put("worker.config.json", { description: { defaultWorkerPath: "Other.dll" } }), "worker.config.json: the worker"],
  ["no worker", remove("TokenExchange.Functions.dll"), "TokenExchange.Functions.dll is missing"],
  ["no functions.metadata", remove("functions.metadata"), "functions.metadata is missing"],
  ["a function that is not listed", () => put("functions.metadata", functionsOfSource().slice(1).map((name) => ({ name }))), "functions.metadata: the function"],
  ["local.settings.json", () => put("local.settings.json", {}), "local.settings.json: settings of a desk"],
  ["local.settings.json deeper down", () => put("bin/Local.Settings.json", {}), "bin/Local.Settings.json: settings of a desk"],
  ["a certificate", () => put("client.pfx", "x"), "client.pfx: a file of this name"],
  ["an environment file", () => put(".env.production", "x"), ".env.production: a file of this name"],
  ["user secrets", () => put("secrets.json", "{}"), "secrets.json: a file of this name"],
  ["the local host", () => put("TokenExchange.LocalHost.dll", "x"), "TokenExchange.LocalHost.dll: not for production"],
  ["an emulator", () => put("TokenExchange.Emulators.dll", "x"), "TokenExchange.Emulators.dll: not for production"],
  ["the operator's tool", () => put("TokenExchange.Operations.dll", "x"), "TokenExchange.Operations.dll: not for production"],
  ["the demo page", () => put("wwwroot/index.html", "x"), "wwwroot/index.html: not for production"],
  ["a test project", () => put("TokenExchange.Tests.pdb", "x"), "TokenExchange.Tests.pdb: not for production"],
  ["a secret in a text", () => put("appsettings.json", { a: token }), "appsettings.json: a repository token"],
  ["a secret in our assembly", () => put("TokenExchange.dll", Buffer.concat([Buffer.from([0x4d, 0x5a, 0xff, 1]), Buffer.from(token, "utf16le"), Buffer.from([1])])), "TokenExchange.dll: a repository token"],
];

describe("a fault is named", () => {
  for (const [what, make, sentence] of faults) {
    test(what, () => {
      assert.deepEqual(faultsOf(folder), []);
      make();
      const found = faultsOf(folder);

      assert.equal(found.length, 1, found.join("\n"));
      assert.ok(found[0].startsWith(sentence), found[0]);
      assert.ok(!found[0].includes(token));
    });
  }
});
