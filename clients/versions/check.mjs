// Types and tests of each binding with versions of its framework other than those of ../node_modules: in a copy beside these versions, so that they are found first. The build comes before.
//   node check.mjs [react-18 …]

import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

const versions = import.meta.dirname;
const clients = path.join(versions, "..");
const all = JSON.parse(readFileSync(path.join(versions, "package.json"), "utf8")).workspaces;
const asked = process.argv.slice(2);

function run(program, folder, ...words) {
  const { status } = spawnSync(process.execPath, [path.join(clients, "node_modules", program), ...words], { cwd: folder, stdio: "inherit" });
  return status === 0;
}

/** Applications of Angular before version 21 have zone.js, unless they choose otherwise: the same tests with it. */
function useZone(file) {
  const text = readFileSync(file, "utf8").replaceAll("provideZonelessChangeDetection", "provideZoneChangeDetection");
  writeFileSync(file, `import "zone.js";\n${text}`);
}

function holds(version) {
  const [binding] = version.split("-");
  const copy = mkdtempSync(path.join(versions, version, "copy-"));
  try {
    const folder = path.join(copy, binding);
    for (const name of ["src", "test", "vitest.config.ts"]) cpSync(path.join(clients, binding, name), path.join(folder, name), { recursive: true });
    for (const file of ["test/page.ts", "browser/test/fakeGateway.ts"]) cpSync(path.join(clients, file), path.join(copy, file));
    writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify({ extends: path.join(clients, "tsconfig.base.json"), include: ["src", "test"] }));
    writeFileSync(path.join(folder, "package.json"), JSON.stringify({ type: "module" }));
    console.log(`\n${version}`);
    const isGood = run("typescript/bin/tsc", folder, "-p", ".") && run("vitest/vitest.mjs", folder, "run");
    if (version !== "angular-20") return isGood;
    useZone(path.join(folder, "test", "angular.test.ts"));
    console.log(`\n${version}, with zone.js`);
    return isGood && run("typescript/bin/tsc", folder, "-p", ".") && run("vitest/vitest.mjs", folder, "run");
  } finally {
    rmSync(copy, { recursive: true });
  }
}

const failed = all.filter((version) => asked.length === 0 || asked.includes(version)).filter((version) => !holds(version));
console.log(failed.length === 0 ? "" : `Failed with: ${failed.join(", ")}`);
process.exitCode = failed.length === 0 ? 0 : 1;
