// The code in the pages for front-end teams, checked by the compiler against the built packages. The build comes before.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { compileScript, parse } from "@vue/compiler-sfc";

const clients = path.join(import.meta.dirname, "..");
const folder = mkdtempSync(path.join(clients, "snippets-")); // where the packages are found
after(() => rmSync(folder, { recursive: true }));

const pages = ["clients/browser", "clients/react", "clients/vue", "clients/angular"].map((name) => `${name}/README.md`).concat("docs/front-end.md");

/** What the pages leave to the reader: other modules, other packages, and values that a sentence introduces. */
const others = {
  "given.d.ts": `
    declare const te: import("token-exchange-browser").TokenExchange;
    declare const confirmButton: HTMLButtonElement;
    declare const axios: import("axios").AxiosStatic;
    interface Document { querySelector(selector: string): any; getElementById(id: string): any; } // JavaScript has no casts`,
  "modules.d.ts": `
    declare module "*.vue" { const component: import("vue").Component; export default component; }
    declare module "*/router" { export const router: import("vue-router").Router; }
    declare module "*/routes" { export const routes: import("@angular/router").Routes; }
    declare module "@vitejs/plugin-vue" { const plugin: () => unknown; export default plugin; }`,
};

/** The code of a block; undefined: it has none. Of a component of Vue, with its template as the compiler reads it. */
function codeOf(language, text) {
  if (language === "html") return /<script type="module">(.*?)<\/script>/s.exec(text)?.[1].replace('"./token-exchange-browser.js"', '"token-exchange-browser/bundle"');
  if (language !== "vue") return text;
  const { descriptor, errors } = parse(text);
  assert.deepEqual(errors, []);
  return compileScript(descriptor, { id: "a", inlineTemplate: true }).content;
}

/** JSX without types is left to the tests of the applications, which build and run it. */
const extensions = { html: "mjs", js: "mjs", ts: "ts", tsx: "tsx", vue: "ts" };

const snippets = pages.flatMap((page) => {
  const text = readFileSync(path.join(clients, "..", page), "utf8");
  return [...text.matchAll(/^(?:<!-- file: (\S+) -->\n)?```(html|js|tsx?|vue)\n(.*?)^```/gms)].flatMap(([, file, language, block], number) => {
    const code = codeOf(language, block);
    return code === undefined ? [] : [{ page, file, language, code, name: `${page.replaceAll(/\W/g, "-")}-${number}.${extensions[language]}` }];
  });
});

/** What the compiler says of these files, strictly where they have types of their own: JavaScript, and what Vue's compiler writes, has none at its parameters. */
function faultsOf(files, isTyped) {
  const project = mkdtempSync(path.join(folder, "project-"));
  const options = {
    target: "ES2022", module: "ESNext", moduleResolution: "bundler", lib: ["ES2022", "DOM", "DOM.Iterable"], types: [], jsx: "react-jsx", strict: isTyped, noEmit: true, skipLibCheck: true,
    allowJs: true, checkJs: true, experimentalDecorators: true,
  };
  for (const [name, text] of [...Object.entries(others), ...files.map(({ name, code }) => [name, `${code}\nexport {};\n`]), ["tsconfig.json", JSON.stringify({ compilerOptions: options })]]) {
    writeFileSync(path.join(project, name), text);
  }

  const done = spawnSync(process.execPath, [path.join(clients, "node_modules/typescript/bin/tsc"), "-p", project], { encoding: "utf8" });
  return done.stdout.trim().split("\n").filter(Boolean).map((line) => line.replace(/^.*project-[^/]+\//, ""));
}

const isTyped = ({ language }) => language === "ts" || language === "tsx";

test("the pages have code", () => {
  assert.deepEqual(pages.filter((page) => !snippets.some((snippet) => snippet.page === page)), []);
  assert.ok(snippets.length >= 15, `${snippets.length}`);
});

test("TypeScript in the pages compiles, strictly", () => assert.deepEqual(faultsOf(snippets.filter(isTyped), true), []));

test("JavaScript in the pages, and the components of Vue with their templates, compile", () => assert.deepEqual(faultsOf(snippets.filter((snippet) => !isTyped(snippet)), false), []));

/** What is wrong in each file. */
const wrong = [
  { what: "a name that the client has not", name: "a.ts", code: 'import { createTokenExchange } from "token-exchange-browser"; createTokenExchange().signIn();' },
  { what: "a claim that is not given", name: "b.tsx", code: 'import { useSession } from "token-exchange-react"; export const name = () => useSession<{ sub: string }>().claims?.name;' },
  { what: "an option that there is not", name: "c.mjs", code: 'import { createTokenExchange } from "token-exchange-browser"; createTokenExchange({ base: "/api" });' },
  {
    what: "a member that the session has not, in a template", name: "d.ts",
    code: codeOf("vue", '<script setup lang="ts">import { useSession } from "token-exchange-vue"; const { error } = useSession();</script><template><p>{{ error?.codes }}</p></template>'),
  },
];

for (const typed of [true, false]) {
  const files = wrong.filter(({ name }) => /^[ab]/.test(name) === typed);
  test(`the compiler sees ${files.map(({ what }) => what).join(", and ")}`, () => {
    assert.deepEqual(faultsOf(files, typed).map((fault) => fault.split("(")[0]), files.map(({ name }) => name));
  });
}
