// What `npm publish` would upload. The build comes before.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, test } from "node:test";

const clients = path.join(import.meta.dirname, "..");
const names = JSON.parse(readFileSync(path.join(clients, "package.json"), "utf8")).workspaces;
const manifestOf = (name) => JSON.parse(readFileSync(path.join(clients, name, "package.json"), "utf8"));
const targetsOf = (exports) => Object.values(exports).flatMap((target) => (typeof target === "string" ? [target] : targetsOf(target)));

for (const name of names) {
  describe(`token-exchange-${name}`, () => {
    const folder = path.join(clients, name);
    const manifest = manifestOf(name);
    const [packed] = JSON.parse(execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
    const files = packed.files.map((file) => file.path);
    const scripts = files.filter((file) => /^dist\/.+\.js$/.test(file) && file !== "dist/token-exchange-browser.js");

    test("contains what its exports name", () => {
      assert.equal(packed.name, `token-exchange-${name}`);
      assert.deepEqual(targetsOf({ exports: manifest.exports, main: manifest.main, types: manifest.types }).filter((target) => !files.includes(path.normalize(target))), []);
    });

    test("has types and source maps for each module, and the sources that they name", () => {
      assert.ok(scripts.length > 0);
      for (const script of scripts) {
        const map = JSON.parse(readFileSync(path.join(folder, `${script}.map`), "utf8"));
        assert.match(readFileSync(path.join(folder, script), "utf8"), /\/\/# sourceMappingURL=/);
        assert.ok(map.sourcesContent[0].length > 0);
        assert.ok(files.includes(path.join("dist", map.sources[0])), map.sources[0]);
        for (const other of [`${script}.map`, script.replace(/js$/, "d.ts"), script.replace(/js$/, "d.ts.map")]) {
          assert.ok(files.includes(other), other);
        }
      }
    });

    test("contains its readme and license, and nothing else", () => {
      assert.deepEqual(files.filter((file) => !/^(dist|src)\//.test(file)).sort(), ["LICENSE", "README.md", "package.json"]);
      assert.equal(manifest.license, "MIT");
    });

    test("is free of side effects and dependencies, and needs a client of the same version", () => {
      const peers = name === "browser" ? undefined : `^${manifestOf("browser").version}`;
      assert.equal(manifest.sideEffects, false);
      assert.equal(manifest.dependencies, undefined);
      assert.equal(manifest.version, manifestOf("browser").version);
      assert.equal(manifest.peerDependencies?.["token-exchange-browser"], peers);
    });

    test("can be imported where there is no page", async () => {
      if (name === "angular") {
        await import("@angular/compiler"); // Angular's own packages need it, or its linker
      }

      const module = await import(path.join(folder, manifest.exports["."].default));
      assert.ok(Object.keys(module).length > 1);
    });
  });
}

test("each major version of a framework that a binding accepts is tested", () => {
  const versions = JSON.parse(readFileSync(path.join(clients, "versions", "package.json"), "utf8")).workspaces
    .map((name) => JSON.parse(readFileSync(path.join(clients, "versions", name, "package.json"), "utf8")).devDependencies);

  for (const [binding, framework] of [["react", "react"], ["vue", "vue"], ["vue", "vue-router"], ["angular", "@angular/core"], ["angular", "@angular/router"], ["angular", "@angular/common"]]) {
    const { peerDependencies, devDependencies } = manifestOf(binding);
    const tested = [devDependencies, ...versions].flatMap((dependencies) => dependencies[framework] ?? []).map((version) => version.split(".")[0]);
    const accepted = peerDependencies[framework].split(" || ").map((range) => /^\^(\d+)/.exec(range)[1]);
    assert.deepEqual(accepted, [...new Set(tested)].sort((a, b) => a - b), `${binding}: ${framework}`);
  }
});

test("the client can be installed from its package, without a registry, and imported", () => {
  const page = mkdtempSync(path.join(tmpdir(), "page-"));
  const run = (program, folder, ...words) => execFileSync(program, words, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  try {
    const file = run("npm", clients, "pack", "--workspace", "browser", "--ignore-scripts", "--pack-destination", page);
    writeFileSync(path.join(page, "package.json"), JSON.stringify({ type: "module" }));
    run("npm", page, "install", "--offline", "--no-audit", "--no-fund", `./${file}`);

    for (const [entry, name] of [["", "createTokenExchange"], ["/popup", "popup"], ["/bundle", "createTokenExchange"]]) {
      assert.equal(run(process.execPath, page, "--input-type=module", "--eval", `console.log(typeof (await import("token-exchange-browser${entry}")).${name})`), "function", entry);
    }
  } finally {
    rmSync(page, { recursive: true });
  }
});

test("a release gives all packages its version, and the repository", () => {
  const copy = mkdtempSync(path.join(tmpdir(), "clients-"));
  try {
    for (const file of ["package.json", "publish/version.mjs", ...names.map((name) => `${name}/package.json`)]) {
      cpSync(path.join(clients, file), path.join(copy, file));
    }

    execFileSync(process.execPath, [path.join(copy, "publish", "version.mjs"), "1.2.0", "git+https://example.com/a/b.git"]);
    for (const name of names) {
      const { version, repository, peerDependencies } = JSON.parse(readFileSync(path.join(copy, name, "package.json"), "utf8"));
      assert.deepEqual([version, repository], ["1.2.0", { type: "git", url: "git+https://example.com/a/b.git", directory: `clients/${name}` }]);
      assert.equal(peerDependencies?.["token-exchange-browser"], name === "browser" ? undefined : "^1.2.0");
    }
  } finally {
    rmSync(copy, { recursive: true });
  }
});
