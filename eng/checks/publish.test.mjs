// What the Functions project says it publishes, read from a copy of the projects without their sources; publish-output.mjs examines the published files.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const project = "src/TokenExchange.Functions";
const copy = mkdtempSync(path.join(tmpdir(), "publish-"));
after(() => rmSync(copy, { recursive: true, force: true }));

const dotnet = (...args) => spawnSync("dotnet", args, { cwd: copy, encoding: "utf8", timeout: 180_000, env: { ...process.env, DOTNET_CLI_TELEMETRY_OPTOUT: "1", DOTNET_NOLOGO: "1" } });

/** The items of this kind that the project has, or that the target makes. */
function items(kind, ...args) {
  const done = dotnet("msbuild", project, "-nologo", `-getItem:${kind}`, ...args);
  assert.equal(done.status, 0, done.stdout + done.stderr);
  return JSON.parse(/^\{[^]*^\}/m.exec(done.stdout)[0]).Items[kind];
}

before(() => {
  for (const name of readdirSync(root).filter((name) => /^(?:Directory\..*|global\.json|nuget\.config|host\.json|\.editorconfig|eng)$/.test(name))) {
    cpSync(path.join(root, name), path.join(copy, name), { recursive: true });
  }

  for (const name of ["TokenExchange", "TokenExchange.Functions"]) {
    mkdirSync(path.join(copy, "src", name), { recursive: true });
    cpSync(path.join(root, "src", name, `${name}.csproj`), path.join(copy, "src", name, `${name}.csproj`));
  }

  // As on a developer's desk, and once more where the worker's SDK looks for it.
  for (const place of [".", project]) writeFileSync(path.join(copy, place, "local.settings.json"), "{}");
});

test("host.json is published, local.settings.json never", () => {
  const linked = Object.fromEntries(items("None").filter((item) => item.Link).map((item) => [item.Link, item.CopyToPublishDirectory]));

  assert.equal(linked["host.json"], "PreserveNewest");
  assert.equal(linked["local.settings.json"], "Never");
});

test("a release build is made for the platform that is published, so that publish --no-build finds it", () => {
  const names = "-getProperty:RuntimeIdentifier,SelfContained,PublishReadyToRun,IntermediateOutputPath";
  const [build, publish] = [[], ["-property:_IsPublishing=true"]].map((more) => {
    const done = dotnet("msbuild", project, "-nologo", "-property:Configuration=Release", names, ...more);
    assert.equal(done.status, 0, done.stdout + done.stderr);
    return JSON.parse(done.stdout).Properties;
  });

  assert.deepEqual(build, publish);
  assert.deepEqual([build.RuntimeIdentifier, build.SelfContained, build.PublishReadyToRun], ["linux-x64", "false", "true"]);
});
