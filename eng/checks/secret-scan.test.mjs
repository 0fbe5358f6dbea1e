// Every form finds its example, and the scan finds it in a file, in the past and in a message. The examples are put together here, so that the
// scan does not find this file.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, beforeEach, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { forms, secretsIn } from "./secret-forms.mjs";

const letters = (count) => "aB3dE".repeat(count).slice(0, count);
const examples = {
  "a private key": `-----BEGIN ${"PRIVATE"} KEY-----\n${letters(240)}\n-----END`,
  "a signed token": ["eyJ" + letters(24), "eyJ" + letters(24), letters(24)].join("."),
  "a storage key or connection string": `Account${"Key"}=${letters(86)}==`,
  "a shared access signature": `https://x.example/?sv=1&${"sig"}=${letters(44)}`,
  "an Entra client secret": `abc8${"Q~"}${letters(34)}`,
  "a cloud access key": `AK${"IA"}${"Z7".repeat(8)}`,
  "a repository token": `gh${"p_"}${letters(36)}`,
  "a registry token": `np${"m_"}${letters(36)}`,
};

for (const [what, form] of forms) {
  test(`${what} is found, and nothing like it in plain words`, () => {
    assert.deepEqual(secretsIn(`one\ntwo ${examples[what]}\n`), [{ what, line: 2 }]);
    assert.ok(!form.test("AccountKey=<your key>, sig=<signature>, a token of three parts: eyJ.eyJ.x, PRIVATE KEY"));
  });
}

describe("the scan", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "secret-scan-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const run = (command, ...args) => spawnSync(command, args, { cwd: folder, encoding: "utf8" });
  const git = (...args) => assert.equal(run("git", "-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false", ...args).status, 0, args.join(" "));
  const scan = (...args) => run(process.execPath, fileURLToPath(new URL("secret-scan.mjs", import.meta.url)), ...args);
  const commit = (name, text, message) => {
    writeFileSync(path.join(folder, name), text);
    git("add", "--all");
    git("commit", "--quiet", "--message", message);
  };

  beforeEach(() => {
    rmSync(path.join(folder, ".git"), { recursive: true, force: true });
    git("init", "--quiet");
    commit("a.txt", "nothing of the kind\n", "one");
  });

  test("a clean repository passes", () => {
    for (const options of [[], ["--history"]]) assert.equal(scan(...options).status, 0);
  });

  test("a secret in a file is named by its place and not repeated", () => {
    commit("a.txt", `\n${examples["a repository token"]}\n`, "two");
    const found = scan();

    assert.equal(found.status, 1);
    assert.match(found.stdout, /^a\.txt:2: a repository token$/m);
    assert.ok(!found.stdout.includes(examples["a repository token"]));
  });

  test("a secret that was taken out again is found in the history alone", () => {
    commit("a.txt", examples["a signed token"], "two");
    commit("a.txt", "gone", "three");

    assert.equal(scan().status, 0);
    assert.equal(scan("--history").status, 1);
    assert.match(scan("--history").stdout, /^a\.txt \([0-9a-f]{12}\):1: a signed token$/m);
  });

  test("a secret in a message is found in the history", () => {
    commit("a.txt", "b", `two\n\n${examples["a cloud access key"]}`);

    assert.match(scan("--history").stdout, /^commit [0-9a-f]{12}:\d+: a cloud access key$/m);
  });

  test("where there is nothing to read, nothing is proved", () => {
    rmSync(path.join(folder, ".git"), { recursive: true });
    git("init", "--quiet");

    assert.equal(scan("--history").status, 1);
  });

  test("a shallow clone has no history to scan", () => {
    commit("a.txt", "b", "two");
    git("clone", "--quiet", "--depth", "1", `file://${folder}`, "shallow");
    const options = { cwd: path.join(folder, "shallow"), encoding: "utf8" };
    const found = spawnSync(process.execPath, [fileURLToPath(new URL("secret-scan.mjs", import.meta.url)), "--history"], options);
    rmSync(path.join(folder, "shallow"), { recursive: true });

    assert.equal(found.status, 1);
    assert.match(found.stdout, /shallow/);
  });
});
