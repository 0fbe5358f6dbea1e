// Looks for secrets in what git tracks: forms that only a secret has. A finding is a line; the exit status is 1.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const forms = [
  ["a private key", /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*\n?[A-Za-z0-9+/=\s]{200,}/],
  ["a signed token", /\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}/],
  ["a storage key or connection string", /(?:AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{40,}={0,2}/],
  ["a shared access signature", /[?&]sig=[A-Za-z0-9%]{30,}/],
  ["an Entra client secret", /\b[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}\b/],
  ["a cloud access key", /\bAKIA[0-9A-Z]{16}\b/],
  ["a repository token", /\b(?:ghp|gho|ghs|github_pat)_[A-Za-z0-9_]{30,}/],
  ["a registry token", /\bnpm_[A-Za-z0-9]{36}\b|\boy2[a-z0-9]{43}\b/],
];

const files = execFileSync("git", ["ls-files", "-z"], { encoding: "utf8" }).split("\0").filter((name) => name && !/\.(png|svg)$/.test(name));
let findings = 0;
for (const file of files) {
  const text = readFileSync(file, "utf8");
  for (const [what, form] of forms) {
    const found = form.exec(text);
    if (found) {
      findings++;
      console.log(`${file}:${text.slice(0, found.index).split("\n").length}: ${what}`);
    }
  }
}

for (const form of forms.map(([, pattern]) => pattern)) {
  if (form.test("nothing of the kind")) {
    throw new Error("A form matches anything.");
  }
}

console.log(`${files.length} files read, ${findings} secrets found`);
process.exit(findings === 0 ? 0 : 1);
