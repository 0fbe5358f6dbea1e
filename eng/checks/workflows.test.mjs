// The workflows keep the rules, and each rule is seen to fail for a workflow that is broken in one place.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
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
  assert.deepEqual(workflows.sort(), ["azure-dev.yml", "ci.yml", "codeql.yml", "dependency-review.yml", "mutation.yml", "nightly.yml", "release.yml", "rotate.yml", "secrets.yml"]);
});

test("no two workflows sign in under the same environment: an identity trusts the jobs of one of them", () => {
  const environments = workflows.flatMap((name) => [...new Set([...read(name).matchAll(/^ {4}environment: (\S.*)$/gm)].map(([, environment]) => environment))]);

  assert.ok(environments.length >= 3);
  assert.deepEqual(environments, [...new Set(environments)]);
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

describe("a release", () => {
  const text = read("release.yml");
  const scriptOf = (job, step) => new RegExp(`- name: ${step}\\n(?: {8}id: .*\\n)? {8}run: \\|\\n((?: {10}.*\\n)+)`).exec(text.split(`\n  ${job}:\n`)[1])[1].replace(/^ {10}/gm, "");

  /** Runs a script of the workflow in a folder of its own, with these programs in place of its own. */
  function run(script, programs, variables, prepare) {
    const folder = mkdtempSync(path.join(tmpdir(), "release-"));
    try {
      prepare(folder);
      return execFileSync("bash", ["-e", "-c", `${programs}\n${script}`], { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], env: { ...process.env, ...variables } });
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  test("begins with the check of the tag", () => {
    const needs = Object.fromEntries([...text.matchAll(/^ {2}(\w+):\n(?: {4}needs: (.*)\n)?/gm)].filter(([, name]) => !["push", "group"].includes(name)).map(([, name, needed]) => [name, needed]));

    assert.deepEqual(needs, { check: undefined, clients: "check", release: "[check, clients]", nuget: "release", npm: "release" });
  });

  const check = scriptOf("check", "The tag is a version.*");
  const checked = (version, { tags = [version], changelog = version.slice(1), runs = 1, isOnMain = true } = {}) => run(
    `${check}\ncat "$GITHUB_OUTPUT"`,
    `gh() { echo ${runs}; }; git() { case "$1" in merge-base) ${isOnMain} ;; *) command git "$@" ;; esac; }`,
    { GITHUB_REF_NAME: version, GITHUB_SHA: "0".repeat(40), GITHUB_OUTPUT: "output" },
    (folder) => {
      const git = (...words) => execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...words], { cwd: folder });
      git("init", "--quiet");
      git("commit", "--quiet", "--allow-empty", "--message", "a");
      for (const tag of tags) git("tag", tag);
      writeFileSync(path.join(folder, "CHANGELOG.md"), `## [${changelog}]\n`);
    });

  for (const [version, others, tag] of [
    ["v1.2.0", [], "latest"], ["v1.10.0", ["v1.9.0", "v1.2.0"], "latest"], ["v1.9.1", ["v1.10.0"], "previous"], ["v1.2.0", ["v2.0.0-rc.1", "v1.2.0-rc.1"], "latest"], ["v1.2.0", ["vnext", "v9"], "latest"],
    ["v1.2.0-rc.1", [], "next"], ["v2.0.0-beta", ["v1.2.0"], "next"], ["v1.2.0-rc.2", ["v1.2.0-rc.1"], "next"], ["v1.2.0-rc.2", ["v1.2.0"], "previous"], ["v1.2.0-rc.1", ["v1.3.0-rc.1"], "previous"],
  ]) {
    test(`of ${version} beside ${others.join(", ") || "nothing"} is ${tag}`, () => assert.equal(checked(version, { tags: [version, ...others] }), `tag=${tag}\n`));
  }

  for (const [what, version, otherwise] of [
    ["no version", "vnext", {}], ["a part of a version", "v1.2", {}], ["more than a version", "v1.2.0.1", {}], ["an empty prerelease", "v1.2.0-", {}], ["a command", "v1.2.0-$(id)", { tags: [] }],
    ["another branch", "v1.2.0", { isOnMain: false }], ["no entry in the changelog", "v1.2.0", { changelog: "1.1.0" }], ["failed checks", "v1.2.0", { runs: 0 }],
  ]) {
    test(`is refused: ${what}`, () => assert.throws(() => checked(version, otherwise), { status: 1 }));
  }

  for (const [tag, kind] of [["latest", "--latest"], ["next", "--prerelease"], ["previous", "--latest=false"]]) {
    test(`with the tag ${tag} is made with ${kind}, and has the hashes of its files`, () => {
      const output = run(scriptOf("release", "Release"), 'gh() { echo "$*"; }', { GITHUB_REF_NAME: "v1.2.0", tag }, (folder) => {
        mkdirSync(path.join(folder, "release"));
        for (const name of ["a.tgz", "b.nupkg"]) writeFileSync(path.join(folder, "release", name), "");
      });

      assert.equal(output, `release create v1.2.0 --verify-tag ${kind} --title v1.2.0 --notes See CHANGELOG.md. release/SHA256SUMS release/a.tgz release/b.nupkg\n`);
    });
  }

  const publish = scriptOf("npm", "Publish");
  const published = (variables) => run(
    publish, 'npm() { case "$*" in "view token-exchange-angular@1.2.0 version") echo 1.2.0 ;; view*) return 1 ;; *) echo "$*" ;; esac; }', { GITHUB_REF_NAME: "v1.2.0", ...variables },
    (folder) => {
      mkdirSync(path.join(folder, "packages"));
      for (const name of ["angular", "browser", "react"]) writeFileSync(path.join(folder, "packages", `token-exchange-${name}-1.2.0.tgz`), "");
    }).trim().split("\n");

  test("publishes the clients under its tag, the client first, and not what is there since an earlier run", () => {
    const expected = (name) => `publish ./packages/token-exchange-${name}-1.2.0.tgz --tag previous --provenance --access public --ignore-scripts`;
    assert.deepEqual(published({ tag: "previous" }), ["browser", "react"].map(expected));
  });

  test("publishes no client without a tag", () => assert.throws(() => published({ tag: "" })));
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

/** The same as a workflow that deploys. */
const deploying = good
  .replace("  pull_request:\n", "  push:\n    branches: [main]\n  workflow_dispatch:\n    inputs:\n      environment:\n        type: environment\n")
  .replace("group: a\n  cancel-in-progress: true", "group: deploy-${{ vars.WHERE }}\n  cancel-in-progress: false")
  .replace("    runs-on:", "    if: github.ref == 'refs/heads/main' && vars.WHERE != ''\n    environment: ${{ vars.WHERE }}\n    runs-on:")
  .replace("contents: read # why", "contents: read # why\n      id-token: write # why");

/** The same as a workflow that makes a release. */
const releasing = good.replace("  pull_request:\n", '  push:\n    tags: ["v*"]\n').replace("contents: read # why", "contents: write # why");

/** The same with a job that publishes the packages of the release. */
const publishing = releasing
  .replace("group: a\n  cancel-in-progress: true", "group: release-to-packages\n  cancel-in-progress: false")
  .concat(`  two:
    needs: release
    environment: packages
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions:
      id-token: write # why
      attestations: write # why
    steps:
      - run: dotnet nuget push "packages/*.nupkg" --source "$SOURCE" --api-key "$KEY" --skip-duplicate
  three:
    needs: release
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions:
      contents: read # why
    steps:
      - run: npm ci
  four:
    needs: three
    environment: packages
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions:
      id-token: write # why
    steps:
      - run: |
          npm publish "$package" --tag "$tag" --provenance --access public --ignore-scripts
`);

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
  ["the dangerous event", ["  pull_request:", "  pull_request_target:"], "no event runs untrusted code with the repository's permissions"],
  ["text of an event in a script", ["echo two", "echo ${{ github.event.pull_request.title }}"], "no expression is in a script"],
  ["the same on one line", ["run: |\n          echo one\n", "run: echo ${{ github.head_ref }}\n"], "no expression is in a script"],
  ["a secret", ["echo one", "echo $KEY\n        env:\n          KEY: ${{ secrets.KEY }}"], "no secret is named"],
  ["a secret by an index", ["echo one", "echo $KEY\n        env:\n          KEY: ${{ secrets['KEY'] }}"], "no secret is named"],
  ["all secrets", ["echo one", "echo $ALL\n        env:\n          ALL: ${{ toJSON(secrets) }}"], "no secret is named"],
  ["secrets that a called workflow inherits", ["    runs-on: ubuntu-24.04\n", "    uses: a/b/.github/workflows/c.yml@main\n    secrets: inherit\n"], "no secret is named"],
  ["a secret for a called workflow", ["    runs-on: ubuntu-24.04\n", "    uses: a/b/.github/workflows/c.yml@main\n    secrets:\n      key: x\n"], "no secret is named"],
  ["secrets that a caller hands over", ["  pull_request:\n", "  workflow_call:\n    secrets:\n      key:\n        required: true\n"], "no secret is named"],
  ["a token in the environment", ["echo one", "echo $TOKEN\n        env:\n          TOKEN: 0123456789"], "no secret is written"],
  ["a token in the environment of all jobs", ["jobs:\n", "env:\n  NPM_TOKEN: 0123456789\njobs:\n"], "no secret is written"],
  ["a password from a variable, which everybody can read", ["echo one", "echo one\n        env:\n          DB_PASSWORD: ${{ vars.DB_PASSWORD }}"], "no secret is written"],
  ["a token of an action", ["persist-credentials: false", "persist-credentials: false\n          token: ${{ vars.PAT }}"], "no secret is written"],
  ["a key in a script", ["echo one", "export API_KEY=0123456789"], "no secret is written"],
  ["a token in an address", ["echo one", "git push https://x-access-token:0123456789@github.com/a/b"], "no secret is written"],
  ["a variable with a token in an address", ["echo one", "git clone https://$PAT@github.com/a/b"], "no secret is written"],
  ["a token that is known by its form", ["echo one", `echo ghp_${"a".repeat(36)}`], "no secret is written"],
  ["no concurrency", ["concurrency:\n  group: a\n  cancel-in-progress: true\n", ""], "a newer run ends the older, but never a deployment"],
  ["runs that pile up", ["cancel-in-progress: true", "cancel-in-progress: false"], "a newer run ends the older, but never a deployment"],
];

/** The same of the workflow that deploys. */
const brokenDeployment = [
  ["a sign-in without an environment", ["    environment: ${{ vars.WHERE }}\n", ""], "each job says what it may"],
  ["a deployment that may write contents", ["contents: read", "contents: write"], "each job says what it may"],
  ["a deployment that may write packages too", ["id-token: write", "id-token: write\n      packages: write"], "each job says what it may"],
  ["a deployment of any branch", [" && vars.WHERE != ''", " || true"], "only main is deployed"],
  ["a deployment of any branch by an alternative", [" != ''", " != '' || true"], "only main is deployed"],
  ["a deployment without a condition", ["    if: github.ref == 'refs/heads/main' && vars.WHERE != ''\n", ""], "only main is deployed"],
  ["a sign-in by a pull request", ["  workflow_dispatch:", "  pull_request:"], "only main is deployed"],
  ["a deployment by a clock", ["  workflow_dispatch:\n", "  workflow_dispatch:\n  schedule:\n    - cron: '0 0 * * *'\n"], "only main is deployed"],
  ["a push of every branch", ["  push:\n    branches: [main]\n", "  push:\n"], "only main is deployed"],
  ["a push of more than main", ["branches: [main]", "branches: [main, next]"], "only main is deployed"],
  ["events in a form of their own", ["on:\n", "on: [push]\nnot:\n"], "only main is deployed"],
  ["a deployment that is cut off", ["cancel-in-progress: false", "cancel-in-progress: true"], "a newer run ends the older, but never a deployment"],
  ["a deployment that says nothing of it", ["  cancel-in-progress: false\n", ""], "a newer run ends the older, but never a deployment"],
  ["a deploying job that is cut off", ["    timeout-minutes: 5", "    concurrency:\n      group: b\n      cancel-in-progress: true\n    timeout-minutes: 5"], "a newer run ends the older, but never a deployment"],
  ["two deployments at once", ["group: deploy-${{ vars.WHERE }}", "group: deploy-${{ github.sha }}"], "a newer run ends the older, but never a deployment"],
  ["a secret although there is a sign-in", ["echo one", "echo $KEY\n        env:\n          KEY: ${{ secrets.AZURE_CREDENTIALS }}"], "no secret is named"],
];

/** The same of the workflow that makes a release. */
const brokenRelease = [
  ["a release of any tag", ['["v*"]', '["*"]'], "each job says what it may"],
  ["a release of a branch", ['tags: ["v*"]', "branches: [main]"], "each job says what it may"],
  ["a release by hand too", ["on:\n", "on:\n  workflow_dispatch:\n"], "each job says what it may"],
  ["a release by a pull request too", ["on:\n", "on:\n  pull_request:\n"], "each job says what it may"],
  ["a release that may write packages too", ["contents: write", "packages: write"], "each job says what it may"],
];

/** The same of the job that publishes its packages. */
const brokenPublication = [
  ["a publication without an environment", ["    environment: packages\n", ""], "each job says what it may"],
  ["a publication by the environment of a deployment", ["environment: packages", "environment: prod"], "only main is deployed"],
  ["a publication of a tag that nobody checked", ["    needs: release\n", ""], "only main is deployed"],
  ["a publication of a branch", ['tags: ["v*"]', "branches: [main]"], "only main is deployed"],
  ["a publication that may make releases", ["id-token: write # why", "contents: write # why"], "each job says what it may"],
  ["a publication after a job that nobody checked", ["    needs: release\n    runs-on: ubuntu-24.04", "    runs-on: ubuntu-24.04"], "only main is deployed"],
  ["a publication that builds", ["          npm publish", "          npm ci\n          npm publish"], "a release is built by jobs that cannot publish"],
  ["a publication that runs a program of ours", [/- run: dotnet.*/, "- run: node build.mjs"], "a release is built by jobs that cannot publish"],
  ["a publication that runs what it was handed over", [/- run: dotnet.*/, "- run: ./packages/x"],
    "a release is built by jobs that cannot publish"],
  ["a publication that runs what it unpacks", [/- run: dotnet.*/, "- run: tar xf packages/a.tgz && sh package/x.sh"], "a release is built by jobs that cannot publish"],
  ["a publication of files that everybody with write access can replace", [/- run: dotnet.*/, '- run: gh release download "$GITHUB_REF_NAME" --pattern "*.nupkg" --dir packages'], "a release is built by jobs that cannot publish"],
  ["a publication that runs what nobody thought of", [/- run: dotnet.*/, "- run: perl -e 1"], "a release is built by jobs that cannot publish"],
  ["a publication that runs what it downloads", ["          npm publish", "          curl https://example.com/x | . /dev/stdin\n          npm publish"], "a release is built by jobs that cannot publish"],
  ["a publication that hides a command in a comment's place", ['"packages/*.nupkg"', '"$(id)"'], "a release is built by jobs that cannot publish"],
  ["a publication by an action that builds", [/- run: dotnet.*/, `- uses: a/b@${"0123456789".repeat(4)} # v1.2.3`], "a release is built by jobs that cannot publish"],
  ["a publication that builds on one line", [/- run: dotnet.*/, "- run: dotnet pack src"], "a release is built by jobs that cannot publish"],
  ["a publication that builds and then publishes", ["--access public --ignore-scripts", "--access public --ignore-scripts && npm test"], "a release is built by jobs that cannot publish"],
  ["a publication that runs the package's scripts", [" --ignore-scripts", ""], "a release is built by jobs that cannot publish"],
  ["a package without a tag", [' --tag "$tag"', ""], "a package is published under a tag"],
  ["a package that is always the latest", ['--tag "$tag"', "--tag latest"], "a package is published under a tag"],
  ["a publication that is cut off", ["cancel-in-progress: false", "cancel-in-progress: true"], "a newer run ends the older, but never a deployment"],
];

describe("each rule", () => {
  test("is content with a good workflow", () => assert.deepEqual(faultsOf(good), []));
  test("is content with one that deploys", () => assert.deepEqual(faultsOf(deploying), []));

  test("accepts one that makes a release", () => assert.deepEqual(faultsOf(releasing), []));

  test("accepts one that publishes the packages of a release", () => assert.deepEqual(faultsOf(publishing), []));

  for (const [whole, breaks] of [[good, broken], [deploying, brokenDeployment], [releasing, brokenRelease], [publishing, brokenPublication]]) {
    for (const [what, [from, to], rule] of breaks) {
      test(`says so: ${what}`, () => {
        const text = whole.replace(from, () => to);
        assert.notEqual(text, whole);
        assert.ok(rules[rule](text.split("\n")).length > 0);
      });
    }
  }

  test("has been seen to fail", () => {
    const seen = [...broken, ...brokenDeployment, ...brokenRelease, ...brokenPublication].map(([, , rule]) => rule);
    assert.deepEqual(Object.keys(rules).filter((name) => !seen.includes(name)), []);
  });
});
