// Looks for secrets in what git tracks; with --history in every version of every file, and in every message, of every branch.
// A finding is a line; the exit status is 1. The folder is the current one.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { secretsIn } from "./secret-forms.mjs";

const isPicture = (name) => /\.(png|svg)$/.test(name);
const git = (args, input) => execFileSync("git", args, { input, maxBuffer: 1 << 30 });

/** [name, text] of every tracked file as it lies here. */
function files() {
  const names = git(["ls-files", "-z"]).toString().split("\0").filter((name) => name && !isPicture(name));
  return names.map((name) => [name, readFileSync(name, "utf8")]);
}

/** [name, text] of every version of every file, and of every commit with its message. */
function versions() {
  const named = new Map();
  for (const line of git(["rev-list", "--objects", "--all"]).toString().split("\n").filter(Boolean)) {
    const at = line.indexOf(" ");
    named.set(at < 0 ? line : line.slice(0, at), at < 0 ? "" : line.slice(at + 1));
  }

  const found = [];
  const bytes = git(["cat-file", "--batch"], [...named.keys()].join("\n") + "\n");
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at);
    const [id, type, size] = bytes.subarray(at, end).toString().split(" ");
    const text = bytes.subarray(end + 1, end + 1 + Number(size));
    at = end + 1 + Number(size) + 1;
    if (type === "commit" || (type === "blob" && !isPicture(named.get(id)))) {
      found.push([type === "commit" ? `commit ${id.slice(0, 12)}` : `${named.get(id)} (${id.slice(0, 12)})`, text.toString()]);
    }
  }

  return found;
}

const past = process.argv.includes("--history");
if (past && git(["rev-parse", "--is-shallow-repository"]).toString().trim() !== "false") {
  console.log("This clone is shallow and has no past to read: git fetch --unshallow");
  process.exit(1);
}

const texts = past ? versions() : files();
let findings = 0;
for (const [name, text] of texts) {
  for (const { what, line } of secretsIn(text)) {
    findings++;
    console.log(`${name}:${line}: ${what}`);
  }
}

console.log(`${texts.length} texts read, ${findings} secrets found`);
// Nothing read is no proof: an empty folder must not look clean.
process.exit(findings === 0 && texts.length > 0 ? 0 : 1);
