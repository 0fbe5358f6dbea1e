// Every command in a page is run by a test or a step of CI, read by its own parser, run with stand-ins for Azure, or listed with the reason why nothing runs it.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, test } from "node:test";
import { blocksOf, commandsOf, isOfAzure, isParsed, others, runOf, runs } from "./commands.mjs";

const root = path.join(import.meta.dirname, "../..");
const read = (name) => readFileSync(path.join(root, name), "utf8");
const pages = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"], { cwd: root, encoding: "utf8" }).split("\0").filter((name) => name && existsSync(path.join(root, name)));
const blocks = pages.flatMap((page) => blocksOf(page, read(page))).filter((block) => !block.isWalkThrough);
const commands = blocks.flatMap((block) => commandsOf(block.text).map((command) => ({ ...block, command })));

test("the commands are found", () => assert.ok(blocks.length > 70 && commands.length > 120, `${blocks.length} blocks, ${commands.length} commands`));

test("somebody knows what runs each command", () => {
  assert.deepEqual(commands.filter(({ command }) => !isParsed(command) && !isOfAzure(command) && !runOf(command)).map(({ place, command }) => `${place}: ${command}`), []);
});

test("somebody knows what checks each block in another language", () => {
  const found = pages.flatMap((page) => [...read(page).matchAll(/^ *```(.*)\n[^]*?^ *```/gm)].map(([, language]) => ({ page, language })));

  assert.deepEqual(found.filter(({ page, language }) => !/^(?:sh|bash|powershell|shell|console)$/.test(language) && !others[language]?.[1].test(page)), []);
});

test("the list has no command that is in no page", () => {
  assert.deepEqual(Object.keys(runs).filter((command) => !commands.some((found) => found.command === command)), []);
});

test("what runs a command is there, and a reason is a sentence", () => {
  const ci = [".ci/run", ...readdirSync(path.join(root, ".github/workflows")).map((name) => `.github/workflows/${name}`)].map(read).join("\n");
  const sources = ["tests/TokenExchange.Tests", "tests/TokenExchange.EndToEnd"]
    .flatMap((folder) => readdirSync(path.join(root, folder), { recursive: true }).filter((name) => name.endsWith("Tests.cs")).map((name) => path.basename(name, ".cs")));

  for (const [command, run] of Object.entries(runs)) {
    assert.ok(run.test ? sources.includes(run.test) : run.ci ? ci.includes(run.ci) : /^[A-Z].{20,}\.$/.test(run.reason), command);
  }
});

// The programs of these commands change subscriptions and tenants. The shell's part can be run: quoting, pipes, and variables that have a value.
describe("with stand-ins for its programs", () => {
  const programs = `
    set -euo pipefail
    stand_in() {
      for argument; do
        [ -n "$argument" ] || { echo "an argument of '$*' is empty" >&2; exit 1; }
        case "$argument" in '{'*) node -e 'JSON.parse(process.argv[1])' "$argument" ;; esac
      done
      echo value
    }
    az() { stand_in "$@"; }; azd() { stand_in "$@"; }; npx() { stand_in "$@"; }; dotnet() { cat >/dev/null; }
    VAULT=vault APP=app GROUP=group`;
  const filled = (text) => text.replaceAll(/<[^<>\n]+>/g, "value").replaceAll("--role …", "--role value");
  const scripts = blocks.filter((block) => commandsOf(block.text).some(isOfAzure) && !/\[--/.test(block.text));

  for (const { place, text } of scripts) {
    test(place, () => {
      const folder = mkdtempSync(path.join(tmpdir(), "commands-"));
      const done = spawnSync("bash", ["-c", `${programs}\n${filled(text)}`], { cwd: folder, encoding: "utf8", input: "" });
      rmSync(folder, { recursive: true });
      assert.deepEqual([done.status, done.stderr], [0, ""]);
    });
  }

  for (const [what, text] of [["a variable without a value", 'az x --name "$NOBODY"'], ["an empty argument", "az x --name ''"], ["JSON that is none", "az x '{\"a\": }'"], ["a quote that is open", "az x 'a"]]) {
    test(`is seen to fail: ${what}`, () => assert.notEqual(spawnSync("bash", ["-c", `${programs}\n${text}`], { encoding: "utf8", input: "" }).status, 0));
  }
});

describe("the reader of commands", () => {
  test("joins what belongs together, and leaves out comments and walk-throughs", () => {
    const [first, second] = blocksOf("a.md", "x\n   ```sh\n   # why\n   a b \\\n     c # d\n   e '{\n     f }'\n   ```\n<!-- walk-through -->\n```sh\ng\n```\n```js\nh\n```\n");

    assert.deepEqual([first.place, commandsOf(first.text), first.isWalkThrough, second.isWalkThrough], ["a.md:2", ["a b c", "e '{\nf }'"], false, true]);
  });

  test("knows no command that is new", () => assert.equal(runOf("dotnet test --new"), undefined));
});
