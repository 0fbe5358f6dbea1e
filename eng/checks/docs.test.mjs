// The pages lead where they say, say what an operator needs at night, and name tests and places that are there.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { alerts, brokenLinks, distances, headings, unfound, unheldAttacks, unknownAlerts, unlistedDecisions } from "./docs-rules.mjs";

const root = path.join(import.meta.dirname, "../..");
const read = (name) => readFileSync(path.join(root, name), "utf8");
const exists = (name) => existsSync(path.join(root, name));
// New pages count before they are committed.
const names = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"], { cwd: root, encoding: "utf8" }).split("\0").filter((name) => name && exists(name));
const pages = new Map(names.map((name) => [name, read(name)]));
const templates = readdirSync(path.join(root, "infra/modules")).map((name) => read(`infra/modules/${name}`));

test("every link leads to a file and to a heading", () => assert.deepEqual(brokenLinks(pages, exists), []));

test("what one looks for at night is two links from the README", () => {
  assert.deepEqual(unfound(pages, "README.md", 2, [
    ["deploying", "docs/deployment.md", "What you need", "First deployment"],
    ["rotating each secret", "docs/operations/rotation.md", "Client secret", "Private key of the client", "Session key", "API key of a route", "The provider's signing keys", "The federated credential"],
    ["logins fail at 3 a.m.", "docs/operations/incident.md", "Logins fail", "The provider is down", "The vault is down"],
    ["an alert came", "docs/operations/incident.md", "An alert has come"],
    ["a leaked key", "docs/operations/incident.md", "A key has leaked"],
    ["adding a route", "docs/configuration.md", "Proxy"],
    ["moving to a new version, and back", "docs/upgrading.md", "How", "Going back", "Unreleased"],
  ]), []);
});

test("every page of docs can be reached from its README", () => {
  const far = distances(pages, "docs/README.md");

  assert.deepEqual(names.filter((name) => name.startsWith("docs/") && !far.has(name)), []);
});

test("every decision is in the index, under its title", () => assert.deepEqual(unlistedDecisions(pages), []));

test("every alert names a page, and the page knows it", () => {
  assert.ok(templates.flatMap(alerts).length >= 10);
  assert.deepEqual(unknownAlerts(templates, pages), []);
});

test("every version of the changelog has its upgrade notes", () => {
  const versions = [...pages.get("CHANGELOG.md").matchAll(/^## \[([^\]]+)\]/gm)].map((found) => found[1]);
  const notes = headings(pages.get("docs/upgrading.md")).filter((heading) => heading.level === 3).map((heading) => heading.title);

  assert.deepEqual(notes, versions);
});

const suites = { "": "tests/TokenExchange.Tests", "EndToEnd/": "tests/TokenExchange.EndToEnd" };
const sources = Object.fromEntries(Object.entries(suites).map(([prefix, folder]) => [
  prefix, readdirSync(path.join(root, folder), { recursive: true }).filter((name) => name.endsWith(".cs") && !/(?:^|[\\/])(?:obj|bin|node_modules)[\\/]/.test(name)).map((name) => read(path.join(folder, name))),
]));

/** A file of the repository or of the suite; or a class of tests, with a method if one is named. */
function testExists(name) {
  if (/\.(?:mjs|cs)$/.test(name)) return exists(name) || exists(path.join(suites[""], name));
  const [, prefix, type, method] = /^(EndToEnd\/)?(\w+)(?:\.(\w+))?$/.exec(name);
  const found = sources[prefix ?? ""].filter((text) => new RegExp(`\\bclass ${type}\\b`).test(text) && /\[\w*(?:Fact|Theory)\b/.test(text));
  return found.some((text) => !method || new RegExp(`\\b${method}\\(`).test(text));
}

test("every attack of the threat model names its place and a test that is there", () => {
  const page = pages.get("docs/threat-model.md");

  assert.deepEqual(unheldAttacks(page, (place) => exists(place) || exists(path.join("src/TokenExchange", place)), testExists), []);
});

test("a test that is not there is not found", () => {
  assert.ok(testExists("LoginTests") && testExists("EndToEnd/TabTests") && testExists("infra/tests/hooks.test.mjs"));
  for (const name of ["NoSuchTests", "LoginTests.No_such_method", "EndToEnd/ReturnPathTests", "infra/tests/none.test.mjs", "TestStand"]) assert.ok(!testExists(name), name);
});

// The rules themselves, on pages that are wrong in one place.
const book = (changes = {}) => new Map(Object.entries({
  "README.md": "# A\n[b](docs/b.md#two-words)\n```\n[no](link.md)\n```\n`[no](link.md)` and `a` ![p](p.png)\n",
  "docs/b.md": "# B\n\n## Two `words`\ntext\n\n## Two words\n[up](../README.md#a) [again](#two-words-1) [out](https://example.com/x.md)\n",
  "docs/adr/README.md": "| [0001](0001-x.md) | Of `x` |\n",
  "docs/adr/0001-x.md": "# 0001. Of `x`\n",
  ...changes,
}));
const only = (name) => name === "p.png";

test("good pages have no faults", () => {
  assert.deepEqual(brokenLinks(book(), only), []);
  assert.deepEqual(unfound(book(), "README.md", 1, [["b", "docs/b.md", "Two words"]]), []);
  assert.deepEqual(unlistedDecisions(book()), []);
});

test("anchors are GitHub's", () => {
  const text = "# What's `new`, here?\n## A_b - c/d (e)\n## [Link](x.md) *of* it\n```\n# no heading\n```\n## Größe: 3\n## Größe: 3\n";

  assert.deepEqual(headings(text).map((heading) => heading.anchor), ["whats-new-here", "a_b---cd-e", "link-of-it", "größe-3", "größe-3-1"]);
});

for (const [what, page, text, fault] of [
  ["a missing file", "README.md", "[b](docs/c.md)", "README.md: docs/c.md leads to no file"],
  ["a missing picture", "README.md", "![b](q.png)", "README.md: q.png leads to no file"],
  ["a missing heading", "README.md", "[b](docs/b.md#three)", "README.md: docs/b.md#three leads to no heading"],
  ["a heading that is code", "docs/b.md", "```\n## In\n```\n[b](#in)", "docs/b.md: #in leads to no heading"],
]) test(`the rules see ${what}`, () => assert.deepEqual(brokenLinks(book({ [page]: text }), only).filter((one) => one === fault), [fault]));

test("the rules see what a reader does not find", () => {
  const wish = [["b", "docs/b.md", "Two words"]];

  assert.equal(unfound(book({ "README.md": "" }), "README.md", 2, wish).length, 1);
  assert.equal(unfound(book({ "docs/b.md": "# B\n## Two words\n## Next\nx" }), "README.md", 1, wish).length, 1);
  assert.equal(distances(book(), "docs/b.md").has("docs/adr/README.md"), false);
});

test("the rules see a decision without its place in the index", () => {
  assert.equal(unlistedDecisions(book({ "docs/adr/0002-y.md": "# 0002. Y" })).length, 1);
  assert.equal(unlistedDecisions(book({ "docs/adr/0001-x.md": "# 0001. Of y" })).length, 1);
});

test("the rules see an attack without a test or a place", () => {
  const page = (row) => `## Attacks and defences\n\n| attack | defence | where | test |\n|---|---|---|---|\n${row}\n\n## Known\n`;
  const faults = (row) => unheldAttacks(page(row), (place) => place === "Gate/A.cs", (name) => name === "ATests" || name === "EndToEnd/BTests.C");

  assert.deepEqual(faults("| a | d | `Gate/A.cs` | `ATests`, `EndToEnd/BTests.C` |"), []);
  for (const row of ["| a | d | `Gate/A.cs` | – |", "| a | d | `Gate/A.cs` | `XTests` |", "| a | d | `Gate/B.cs` | `ATests` |", "| a | d | `Gate/A.cs` |", "| a | d | `Gate/A.cs` | `ATests` | x |"]) {
    assert.equal(faults(row).length, 1, row);
  }
});

test("the rules see an alert that its page does not know", () => {
  const alert = (name, page) => [`  name: '\${stem}-${name}'\n  description: 'x. What to do: ${page}'\n`];
  const known = new Map([["docs/operations/a.md", "The alert `x-y` means"]]);

  assert.deepEqual(unknownAlerts(alert("x-y", "docs/operations/a.md"), known), []);
  for (const wrong of [alert("x", "docs/operations/a.md"), alert("x-y", "docs/operations/b.md"), alert("x-y", "docs/a.md")]) assert.equal(unknownAlerts(wrong, known).length, 1);
});
