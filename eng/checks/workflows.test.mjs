// The workflows keep the rules, and each rule is seen to fail for a workflow that is broken in one place.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { faultsOf, rules } from "./workflow-rules.mjs";

const folder = new URL("../../.github/workflows/", import.meta.url);
const read = (name) => readFileSync(new URL(name, folder), "utf8");
const workflows = readdirSync(folder);

for (const name of workflows) {
  test(`${name} keeps every rule`, () => assert.deepEqual(faultsOf(read(name)), []));
}

test("there are the workflows that the pages speak of", () => {
  assert.deepEqual(workflows.sort(), ["ci.yml", "codeql.yml", "dependency-review.yml", "secrets.yml"]);
});

describe("what dependabot watches", () => {
  const text = read("../dependabot.yml");

  for (const ecosystem of ["nuget", "npm", "github-actions"]) {
    test(ecosystem, () => assert.match(text, new RegExp(`^ {2}- package-ecosystem: ${ecosystem}$`, "m")));
  }

  test("every folder with a lock file of npm, and no other", () => {
    const tracked = execFileSync("git", ["ls-files", "*package-lock.json"], { encoding: "utf8", cwd: path.join(import.meta.dirname, "../..") });
    const watched = [...text.matchAll(/^ {6}- \/(.+)$/gm)].map((found) => found[1]);

    assert.deepEqual(watched, tracked.trim().split("\n").map((file) => path.dirname(file)));
  });
});

const good = `name: good
on:
  pull_request:
permissions: {}
concurrency:
  group: a
  cancel-in-progress: true
jobs:
  one:
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions:
      contents: read # why
    steps:
      - uses: actions/checkout@${"0123456789".repeat(4)} # v1.2.3
        with:
          persist-credentials: false
      - name: \${{ github.ref }}
        run: |
          echo one
          echo two
`;

/** What is broken, by which change, and the rule that has to say so. */
const broken = [
  ["default permissions left out", ["permissions: {}\n", ""], "nothing is permitted by default"],
  ["default permissions to read", ["permissions: {}\n", "permissions:\n  contents: read\n"], "nothing is permitted by default"],
  ["a job without permissions", ["    permissions:\n      contents: read # why\n", ""], "each job says what it may"],
  ["a job that may write contents", ["contents: read", "contents: write"], "each job says what it may"],
  ["a job that may everything", ["    permissions:\n      contents: read # why\n", "    permissions: write-all\n"], "each job says what it may"],
  ["no jobs at all", ["jobs:", "tasks:"], "each job says what it may"],
  ["no timeout", ["    timeout-minutes: 5\n", ""], "each job ends"],
  ["a timeout of hours", ["timeout-minutes: 5", "timeout-minutes: 360"], "each job ends"],
  ["a moving image", ["ubuntu-24.04", "ubuntu-latest"], "each job names its machine"],
  ["an action by tag", [`${"0123456789".repeat(4)} # v1.2.3`, "v4"], "each action is a commit with its version"],
  ["an action by a short commit", [`@${"0123456789".repeat(4)}`, "@0123456"], "each action is a commit with its version"],
  ["an action without its version", [" # v1.2.3", ""], "each action is a commit with its version"],
  ["an action with a version that moves", ["# v1.2.3", "# v1"], "each action is a commit with its version"],
  ["an image as an action", [/actions\/checkout@\S+/, "docker://alpine:3"], "each action is a commit with its version"],
  ["a checkout that keeps its token", ["persist-credentials: false", "persist-credentials: true"], "no checkout leaves its token behind"],
  ["a checkout that says nothing", ["        with:\n          persist-credentials: false\n", ""], "no checkout leaves its token behind"],
  ["another step's setting", ["        with:\n          persist-credentials: false\n", "      - run: x\n        with:\n          persist-credentials: false\n"], "no checkout leaves its token behind"],
  ["the dangerous event", ["  pull_request:", "  pull_request_target:"], "no event runs a stranger's code with our rights"],
  ["text of an event in a script", ["echo two", "echo ${{ github.event.pull_request.title }}"], "no expression stands in a script"],
  ["the same on one line", ["run: |\n          echo one\n", "run: echo ${{ github.head_ref }}\n"], "no expression stands in a script"],
  ["a secret", ["echo one", "echo $KEY\n        env:\n          KEY: ${{ secrets.KEY }}"], "no secret is named"],
  ["no concurrency", ["concurrency:\n  group: a\n  cancel-in-progress: true\n", ""], "a newer run ends the older"],
  ["runs that pile up", ["cancel-in-progress: true", "cancel-in-progress: false"], "a newer run ends the older"],
];

describe("each rule", () => {
  test("is content with a good workflow", () => assert.deepEqual(faultsOf(good), []));

  for (const [what, [from, to], rule] of broken) {
    test(`says so: ${what}`, () => {
      const text = good.replace(from, to);
      assert.notEqual(text, good);
      assert.ok(rules[rule](text.split("\n")).length > 0);
    });
  }

  test("has been seen to fail", () => assert.deepEqual(Object.keys(rules).filter((name) => !broken.some(([, , rule]) => rule === name)), []));
});
