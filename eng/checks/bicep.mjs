// The templates by the genuine compiler, whose every word is a fault: it ends with 0 where it only warns. It compiles infra/main.bicep and examines
// each template on its own. The compiler comes from the package feed (eng/bicep), for Linux on x64; the exit status is 1 where there is a fault.
import { spawnSync } from "node:child_process";
import { accessSync, chmodSync, constants } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const run = (program, ...args) => spawnSync(program, args, {
  cwd: root, encoding: "utf8", maxBuffer: 1 << 28,
  // The machine may have no tables of languages, which the compiler does not need.
  env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: "1" },
});

const say = (text) => console.log(text.trimEnd());
const end = (fault, text) => {
  say(text);
  process.exit(fault ? 1 : 0);
};
const leftOut = (fault, why) => end(fault, `THE TEMPLATES WERE NOT COMPILED: ${why}${fault ? "" : "\n# skipped 1"}`);

if (process.platform !== "linux" || process.arch !== "x64") leftOut(false, `the compiler comes for linux-x64, and this is ${process.platform}-${process.arch}`);

const fetched = run("dotnet", "msbuild", "eng/bicep/bicep.csproj", "-nologo", "-restore", "-t:Fetch", "-getProperty:BicepPath");
if (fetched.status !== 0) {
  say(`${fetched.stdout}${fetched.stderr}`);
  leftOut(true, "the compiler could not be fetched");
}

const bicep = fetched.stdout.trim().split("\n").at(-1);
try {
  accessSync(bicep, constants.X_OK);
} catch {
  // As it comes out of its package.
  chmodSync(bicep, 0o755);
}

const version = run(bicep, "--version");
const compiled = run(bicep, "build", "--stdout", "infra/main.bicep");
const examined = run(bicep, "lint", "--pattern", "infra/**/*.bicep");
const words = `${compiled.stderr}${examined.stdout}${examined.stderr}`.replaceAll(root, "");
const isSilent = words.trim() === "" && [version, compiled, examined].every(({ status }) => status === 0);

if (words.trim()) say(words);
say(version.stdout);
end(!isSilent, isSilent ? `${compiled.stdout.length} characters compiled from the templates, nothing to say of them` : "the compiler has something to say, or failed");
