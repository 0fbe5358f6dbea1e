// Puts together what is deployed: the files of src, and the browser client as one file.
//   node build.mjs [folder]    default: dist
import { cp, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const folder = path.resolve(process.argv[2] ?? path.join(here, "dist"));
// The repository's one bundle; a check holds it to the sources of clients/browser.
const client = path.join(here, "../../src/TokenExchange.LocalHost/wwwroot/token-exchange-browser.js");

await rm(folder, { recursive: true, force: true });
await cp(path.join(here, "src"), folder, { recursive: true });
await cp(client, path.join(folder, path.basename(client)));
