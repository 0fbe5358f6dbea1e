// Prepares the packages for a release: their version, that of the client which the bindings need, and the repository, which provenance requires.
//   node publish/version.mjs 1.2.0 git+https://…
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

const [version, url] = process.argv.slice(2);
const clients = path.join(import.meta.dirname, "..");
if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version ?? "") || !url) {
  throw new Error("usage: node publish/version.mjs <version> <address of the repository>");
}

for (const name of JSON.parse(await readFile(path.join(clients, "package.json"), "utf8")).workspaces) {
  const file = path.join(clients, name, "package.json");
  const manifest = JSON.parse(await readFile(file, "utf8"));
  manifest.version = version;
  manifest.repository = { type: "git", url, directory: `clients/${name}` };
  if (manifest.peerDependencies) {
    manifest.peerDependencies["token-exchange-browser"] = `^${version}`;
  }

  await writeFile(file, `${JSON.stringify(manifest, null, 2)}\n`);
}
