// What the Functions project would publish, as far as MSBuild says so behind a curated feed: in a copy of the projects without their sources,
// because what is published does not depend on them and an empty library compiles fast.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
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
  // A restore may warn before it: the older set has known faults.
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

for (const curated of ["true", "false"]) {
  test(`the project's own words, CuratedFeed=${curated}: host.json goes along, local.settings.json never`, () => {
    const linked = Object.fromEntries(items("None", `-p:CuratedFeed=${curated}`).filter((item) => item.Link).map((item) => [item.Link, item.CopyToPublishDirectory]));

    assert.equal(linked["host.json"], "PreserveNewest");
    assert.equal(linked["local.settings.json"], "Never");
  });
}

describe("behind a curated feed", () => {
  test("the list of files to publish has host.json at its root, and but for it assemblies, symbols and comments alone", () => {
    const paths = items("ResolvedFileToPublish", "-restore", "-t:ComputeResolvedFilesToPublishList", "-p:CuratedFeed=true").map((item) => item.RelativePath.replaceAll("\\", "/"));

    assert.ok(paths.includes("TokenExchange.Functions.dll"));
    assert.deepEqual(paths.filter((name) => !/\.dll$|^TokenExchange(?:\.Functions)?\.(?:pdb|xml)$/.test(name)), ["host.json"]);
  });

  test("publishing refuses with one sentence and leaves no folder", () => {
    const output = path.join(copy, "output");
    const done = dotnet("publish", project, "-c", "Release", "-nologo", "-p:CuratedFeed=true", "-o", output);

    assert.notEqual(done.status, 0);
    assert.deepEqual([...done.stdout.matchAll(/error : (.*?)(?: \[|$)/gm)].map((found) => found[1]).filter((sentence, i, all) => all.indexOf(sentence) === i), [
      "This package feed lacks the Functions worker, so there is nothing to deploy: publish where the public NuGet gallery is reachable, or with -p:CuratedFeed=false (docs/curated-feed.md).",
    ]);
    assert.ok(!existsSync(output) || readdirSync(output).length === 0);
    const made = readdirSync(path.join(copy, "artifacts"), { recursive: true }).filter((name) => /(?:^|[\\/])publish[\\/]/.test(name));
    assert.deepEqual(made.filter((name) => statSync(path.join(copy, "artifacts", name)).isFile()), []);
  });
});
