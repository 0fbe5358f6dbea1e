// The genuine Bicep compiler. It comes from the package feed (eng/bicep), for Linux on x64.
import { spawnSync } from "node:child_process";
import { accessSync, chmodSync, constants } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));

export const run = (program, ...args) => spawnSync(program, args, {
  cwd: root, encoding: "utf8", maxBuffer: 1 << 28,
  // The machine may have no culture data, which the compiler does not need.
  env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: "1" },
});

/** Where the compiler is: { path }; or why it is not there: { reason, isFault, output }. */
export function fetchCompiler() {
  if (process.platform !== "linux" || process.arch !== "x64") {
    return { reason: `the compiler comes for linux-x64, and this is ${process.platform}-${process.arch}`, isFault: false, output: "" };
  }

  const fetched = run("dotnet", "msbuild", "eng/bicep/bicep.csproj", "-nologo", "-restore", "-t:Fetch", "-getProperty:BicepPath");
  if (fetched.status !== 0) {
    return { reason: "the compiler could not be fetched", isFault: true, output: `${fetched.stdout}${fetched.stderr}` };
  }

  const path = fetched.stdout.trim().split("\n").at(-1);
  try {
    accessSync(path, constants.X_OK);
  } catch {
    // As it comes out of its package.
    chmodSync(path, 0o755);
  }

  return { path };
}
