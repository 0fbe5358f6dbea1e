// What `dotnet publish` has made of a function app, before it is deployed: node eng/checks/publish-output.mjs <folder> [project]
// Nothing may be missing that the host starts with, and nothing may go along that is ours to keep. Symbols (*.pdb) may: the log names a bug by its
// stack (event 1003), they give it lines, and the package is never served.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { secretsIn } from "./secret-forms.mjs";

const SERVICE = "TokenExchange.Functions";

/** Names of files that hold secrets wherever they turn up. */
const secretFiles = /^(?:\.env(?:\..+)?|secrets\.json|id_(?:rsa|ecdsa|ed25519)|.+\.(?:pfx|p12|pem|key|jks|publishsettings|pubxml\.user))$/i;

/** Of the repository, and not for production: emulators, demo, tests, stand-ins' probe. */
const foreign = /^(?:wwwroot\/|TokenExchange\.(?:LocalHost|Emulators|Operations|Tests|EndToEnd)\b|xunit|OpenIddict\b|Microsoft\.EntityFrameworkCore\b|SQLitePCLRaw\b|Microsoft\.Playwright|local\.settings\.sample\.json$)/i;

/** The functions that the source of a project declares. */
export function functionsOfSource(project = SERVICE) {
  const source = new URL(`../../src/${project}/`, import.meta.url);
  return readdirSync(source).filter((name) => name.endsWith(".cs"))
    .flatMap((name) => [...readFileSync(new URL(name, source), "utf8").matchAll(/\[Function\("(\w+)"\)\]/g)].map((found) => found[1]));
}

function json(folder, name, faults) {
  const file = path.join(folder, name);
  if (!existsSync(file)) {
    faults.push(`${name} is missing`);
    return undefined;
  }

  try {
    const value = JSON.parse(readFileSync(file, "utf8").replace(/^\uFEFF/, ""));
    if (value && typeof value === "object") return value;
  } catch {
    // said below
  }

  faults.push(`${name} is no JSON object or list`);
  return undefined;
}

/** The text of a file; an assembly keeps its strings in UTF-16, so without zeros they read as they are. */
const textOf = (file) => readFileSync(file, "latin1").replaceAll("\0", "");

/** Assemblies of others are looked at by who makes them; some carry the well-known key of a storage emulator. */
const isOfOthers = (name) => /\.(?:dll|exe|so|dylib|pdb)$/i.test(name) && !/^TokenExchange/.test(path.basename(name));

/** What is wrong with this folder, one sentence each. */
export function faultsOf(folder, project = SERVICE) {
  const worker = `${project}.dll`;
  const faults = [];
  const host = json(folder, "host.json", faults);
  if (host && project === SERVICE && host.extensions?.http?.routePrefix !== "api") faults.push("host.json: routePrefix is not 'api', and the gateway answers there alone");
  if (host && host.telemetryMode !== "OpenTelemetry") faults.push("host.json: telemetryMode is not 'OpenTelemetry'");

  const config = json(folder, "worker.config.json", faults);
  if (config && config.description?.defaultWorkerPath !== worker) faults.push(`worker.config.json: the worker is not ${worker}`);
  if (!existsSync(path.join(folder, worker))) faults.push(`${worker} is missing`);

  const metadata = json(folder, "functions.metadata", faults);
  if (metadata) {
    const names = new Set([metadata].flat().map((entry) => entry.name));
    for (const name of functionsOfSource(project)) if (!names.has(name)) faults.push(`functions.metadata: the function ${name} is missing`);
  }

  const names = readdirSync(folder, { recursive: true }).map((name) => name.replaceAll("\\", "/")).filter((name) => statSync(path.join(folder, name)).isFile());
  for (const name of names) {
    if (/^local\.settings\.json$/i.test(path.basename(name))) faults.push(`${name}: settings of a desk, with whatever was written into them`);
    else if (secretFiles.test(path.basename(name))) faults.push(`${name}: a file of this name holds a secret`);
    if (foreign.test(name)) faults.push(`${name}: not for production`);
    if (!isOfOthers(name)) for (const { what } of secretsIn(textOf(path.join(folder, name)))) faults.push(`${name}: ${what}`);
  }

  return faults;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [, , folder, project] = process.argv;
  if (!folder || !existsSync(folder)) {
    console.error("Say which folder: node eng/checks/publish-output.mjs <folder> [project]");
    process.exit(2);
  }

  const faults = faultsOf(folder, project);
  for (const fault of faults) console.log(fault);
  console.log(`${readdirSync(folder, { recursive: true }).length} entries, ${faults.length} faults`);
  process.exit(faults.length === 0 ? 0 : 1);
}
