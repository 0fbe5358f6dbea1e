// Makes the package one self-contained file, for pages without a bundler.
//   node build/bundle.mjs             writes dist/token-exchange-browser.js
//   node build/bundle.mjs check FILE  fails when FILE is not what would be written
//   node build/bundle.mjs size        fails when the package is over the limit in an application
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { rolldown } from "rolldown";

/** Bytes of everything in the package's main entry, bundled and minified by esbuild, then gzipped: an application that uses all of it. */
const limit = 5120; // 5 KB
const root = fileURLToPath(new URL("..", import.meta.url));
const [command, path] = process.argv.slice(2);

async function bundle() {
  const bundled = await rolldown({ input: `${root}src/bundle.ts`, cwd: root, tsconfig: false, transform: { target: "es2022" } });
  const { output } = await bundled.generate({ format: "esm" });
  await bundled.close();
  return output[0].code;
}

async function minified() {
  const { outputFiles } = await build({ entryPoints: [`${root}src/index.ts`], bundle: true, minify: true, format: "esm", target: "es2022", write: false });
  return outputFiles[0].contents;
}

if (command === "size") {
  const size = gzipSync(await minified(), { level: 9 }).length;
  console.log(`${size} bytes minified and gzipped, of ${limit}`);
  process.exitCode = size > limit ? 1 : 0;
} else {
  const { version, license } = JSON.parse(await readFile(`${root}package.json`, "utf8"));
  const code = `// token-exchange-browser ${version} (${license}). Generated: npm run bundle\n${await bundle()}`;
  if (command === "check") {
    const isSame = (await readFile(path, "utf8")) === code;
    console.log(isSame ? "The bundle is current." : "The file is not the current bundle: run npm run bundle and copy dist/token-exchange-browser.js there.");
    process.exitCode = isSame ? 0 : 1;
  } else {
    await mkdir(`${root}dist`, { recursive: true });
    await writeFile(`${root}dist/token-exchange-browser.js`, code);
  }
}
