// The check by the Bicep compiler, with a stand-in for the compiler and for what fetches it.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const SCRIPT = fileURLToPath(new URL("bicep.mjs", import.meta.url));
const ROOT = fileURLToPath(new URL("../../", import.meta.url));
let folder;

const program = (name, script, mode) => writeFileSync(path.join(folder, name), `#!/bin/sh\n${script}\n`, { mode });
const check = ({ environment = {}, machine = { platform: "linux", arch: "x64" } } = {}) => {
  const posing = Object.entries(machine).map(([key, value]) => `Object.defineProperty(process,"${key}",{value:"${value}"});`).join("");
  const done = spawnSync(process.execPath, ["--import", `data:text/javascript,${posing}`, SCRIPT], {
    encoding: "utf8", env: { ...process.env, PATH: `${folder}:${process.env.PATH}`, ...environment },
  });
  return { status: done.status, text: done.stdout + done.stderr };
};

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "bicep-"));
  // As NuGet unpacks it: not executable.
  program("bicep", 'echo "$*" >>"$(dirname "$0")/calls"\ncase $1 in build) echo "{}" ;; --version) echo Bicep 1.2.3 ;; esac', 0o644);
  program("dotnet", `echo a warning of the restore\necho "${path.join(folder, "bicep")}"`, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("templates of which the compiler says nothing pass", () => {
  const run = check();

  assert.equal(run.status, 0, run.text);
  assert.match(run.text, /^Bicep 1\.2\.3$/m);
  assert.deepEqual(readFileSync(path.join(folder, "calls"), "utf8").trim().split("\n"), ["--version", "build --stdout infra/main.bicep", "lint --pattern infra/**/*.bicep"]);
});

for (const command of ["build", "lint"]) {
  test(`a warning of ${command} is a fault, although the compiler ends with 0`, () => {
    program("bicep", `[ "$1" != ${command} ] || echo "${ROOT}infra/main.bicep(1,2) : Warning BCP1: no." >&2`, 0o755);
    const run = check();

    assert.equal(run.status, 1);
    assert.match(run.text, /^infra\/main\.bicep\(1,2\) : Warning BCP1: no\.$/m);
  });

  test(`a ${command} that fails without a word is a fault`, () => {
    program("bicep", `[ "$1" != ${command} ]`, 0o755);

    assert.equal(check().status, 1);
  });
}

test("a compiler that cannot be run is a fault", () => {
  program("bicep", "exit 127", 0o755);

  assert.equal(check().status, 1);
});

test("a restore that fails is a fault", () => {
  program("dotnet", 'echo "error NU1101: no" >&2; exit 1', 0o755);
  const run = check();

  assert.equal(run.status, 1);
  assert.match(run.text, /NU1101/);
});

test("on another machine it is left out, and nothing is fetched", () => {
  for (const machine of [{ platform: "darwin", arch: "arm64" }, { platform: "linux", arch: "arm64" }]) {
    const run = check({ machine });

    assert.equal(run.status, 0);
    assert.match(run.text, new RegExp(`NOT COMPILED: the compiler comes for linux-x64, and this is ${machine.platform}-${machine.arch}`));
    assert.match(run.text, /^# skipped 1$/m);
    assert.ok(!existsSync(path.join(folder, "calls")));
  }
});
