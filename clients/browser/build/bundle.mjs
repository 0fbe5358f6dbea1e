// Makes the package one self-contained file, for pages without a bundler.
//   node build/bundle.mjs             writes dist/token-exchange-browser.js
//   node build/bundle.mjs check FILE  fails when FILE is not what would be written
//   node build/bundle.mjs size        fails when the minified bundle is over the limit
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";

/** Bytes, minified and gzipped. */
const limit = 5222; // 5.1 KB
const root = fileURLToPath(new URL("..", import.meta.url));
const [command, path] = process.argv.slice(2);

async function bundle(minify) {
  const build = await rolldown({ input: `${root}src/index.ts`, cwd: root, tsconfig: false, transform: { target: "es2022" } });
  const { output } = await build.generate({ format: "esm", minify, comments: !minify });
  await build.close();
  return output[0].code;
}

if (command === "size") {
  const size = gzipSync(await bundle(true), { level: 9 }).length;
  console.log(`${size} bytes minified and gzipped, of ${limit}`);
  process.exitCode = size > limit ? 1 : 0;
} else {
  const { version, license } = JSON.parse(await readFile(`${root}package.json`, "utf8"));
  const code = `// token-exchange-browser ${version} (${license}). Generated: npm run bundle\n${await bundle(false)}`;
  if (command === "check") {
    const isSame = (await readFile(path, "utf8")) === code;
    console.log(isSame ? "The bundle is current." : "The file is not the current bundle: run npm run bundle and copy dist/token-exchange-browser.js there.");
    process.exitCode = isSame ? 0 : 1;
  } else {
    await mkdir(`${root}dist`, { recursive: true });
    await writeFile(`${root}dist/token-exchange-browser.js`, code);
  }
}
