// Writes the software bill of materials (CycloneDX, JSON) of a published function app, and checks that no package of it is missing in it:
//   node eng/checks/sbom.mjs <publish folder> <file> [version] [project]
// The packages are those of the last restore of the project, TokenExchange.Functions unless another is named. The assemblies in .azurefunctions are
// copied there by the Functions SDK for the host and are not in it.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const SERVICE = "TokenExchange.Functions";
const root = fileURLToPath(new URL("../../", import.meta.url));

/** The function apps, and the names of their bills. */
const names = { [SERVICE]: "token-exchange-functions", "TokenExchange.Rotator": "token-exchange-rotator" };

/** What is wrong with a bill of materials, compared with the deps.json of what was published: one sentence each. */
export function faultsOf(deps, bom) {
  const listed = new Map((bom.components ?? []).map((component) => [`${component.name}/${component.version}`, component]));
  const packages = Object.entries(deps.libraries).filter(([, library]) => library.type === "package").map(([name]) => name);
  return [
    ...(packages.length > 0 ? [] : ["deps.json names no package"]),
    ...packages.filter((name) => listed.get(name)?.scope !== "required").map((name) => `${name} is published and not listed as required`),
    ...[...listed].filter(([, component]) => !component.hashes?.length).map(([name]) => `${name} has no hash`),
  ];
}

const dotnet = (...args) => {
  const done = spawnSync("dotnet", args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  if (done.status !== 0) process.exit(1);
};

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [, , folder, file, version = "0.0.0", project = SERVICE] = process.argv;
  if (!folder || !file || !(project in names)) {
    console.error(`Usage: node eng/checks/sbom.mjs <publish folder> <file> [version] [${Object.keys(names).join(" or ")}]`);
    process.exit(2);
  }

  const target = path.resolve(file);
  dotnet("tool", "restore");
  dotnet("dotnet-CycloneDX", `src/${project}/${project}.csproj`, "--disable-package-restore", "--configuration", "Release",
    "--runtime", "linux-x64", "--set-name", names[project], "--set-version", version,
    "--output", path.dirname(target), "--filename", path.basename(target), "--output-format", "Json");

  const read = (name) => JSON.parse(readFileSync(name, "utf8"));
  const bom = read(target);
  const faults = faultsOf(read(path.join(folder, `${project}.deps.json`)), bom);
  for (const fault of faults) console.log(fault);
  console.log(`${bom.components?.length ?? 0} packages listed, ${faults.length} faults`);
  process.exit(faults.length === 0 ? 0 : 1);
}
