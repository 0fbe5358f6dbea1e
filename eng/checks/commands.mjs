// The commands in the pages, and what runs each of them.

/** The blocks of shell of a page, with the line where each begins. A block that a test runs whole is marked above it. */
export const blocksOf = (page, text) => [...text.matchAll(/^( *)(<!-- walk-through -->\n *)?```(sh|bash|powershell|shell|console)\n(.*?)^ *```/gms)]
  .map((found) => ({ place: `${page}:${text.slice(0, found.index).split("\n").length}`, isWalkThrough: Boolean(found[2]), text: found[4].replaceAll(new RegExp(`^${found[1]}`, "gm"), "") }));

const isOpen = (text) => text.endsWith("\\") || (text.match(/'/g) ?? []).length % 2 === 1;

/** The commands of a block: a line, or several that belong together; without comments. */
export const commandsOf = (text) => text.split("\n").map((line) => line.replace(/(^|\s+)#\s.*$/, "").trim()).filter(Boolean).reduce((all, line) => {
  const last = all.at(-1) ?? "";
  return isOpen(last) ? [...all.slice(0, -1), last.endsWith("\\") ? last.slice(0, -1) + line : `${last}\n${line}`] : [...all, line];
}, []);

/** A command that needs a subscription of Azure, a tenant or an azd environment: it runs in a shell whose programs are stand-ins. */
export const isOfAzure = (command) => /^(?:[A-Z_]+=\S* )*(?:az|azd|npx @azure\/static-web-apps-cli) |^[A-Z]+=\$\(/.test(command);

/** Commands that are read by the parser of arguments of the program itself: DocumentedSettingsTests, DocumentedCommandTests. */
export const isParsed = (command) => /\bdotnet run (?:-v minimal )?--project src\/TokenExchange\.(?:LocalHost|Operations)\b/.test(command);

const test = (name) => ({ test: name }); // a test runs it, or does what it does with the text of the page
const ci = (text) => ({ ci: text }); // a step of .ci/run or of a workflow: the text that stands there
const not = (reason) => ({ reason }); // nothing runs it

const MEASUREMENT = not("A measurement of minutes to an hour, which means something on a quiet machine only; its results with their date are in docs/performance.md.");

/** What runs each command, by its text. */
export const runs = {
  "git clone <this repository> && cd token-exchange": not("The repository has no address yet."),
  "dotnet test": ci('step "Tests, by the README\'s command" dotnet test'),
  "dotnet tool restore": ci("dotnet tool restore"),
  "cd tests/TokenExchange.Mutation && dotnet stryker": ci("dotnet stryker"),
  "dotnet restore --force-evaluate": not("It writes the lock files anew from the package sources: a change that somebody has to read."),
  "dotnet restore --force-evaluate eng/bicep": not("It writes the lock file anew from the package sources: a change that somebody has to read."),
  "dotnet publish src/TokenExchange.Functions -c Release -o publish && node eng/checks/sbom.mjs publish functions.cdx.json": ci("dotnet publish src/TokenExchange.Functions -c Release"),
  "dotnet test tests/TokenExchange.Tests --filter FullyQualifiedName~Tests.Pure": ci('step "Tests, by the README\'s command" dotnet test'),
  "dotnet test tests/TokenExchange.EndToEnd": ci('step "Tests, by the README\'s command" dotnet test'),
  "node --test eng/checks/*.test.mjs infra/tests/docs.test.mjs infra/tests/pipeline.test.mjs": ci("node --test --test-reporter=tap eng/checks/*.test.mjs"),
  "npm ci --prefix tests/TokenExchange.EndToEnd/oidc-provider": ci("npm ci --prefix tests/TokenExchange.EndToEnd/oidc-provider"),
  "npm ci --prefix tests/TokenExchange.EndToEnd/azurite": ci("npm ci --prefix tests/TokenExchange.EndToEnd/azurite"),
  "npm ci --prefix tests/TokenExchange.EndToEnd/angular --ignore-scripts": ci("npm ci --prefix tests/TokenExchange.EndToEnd/angular --ignore-scripts"),
  "npm ci --prefix tests/TokenExchange.EndToEnd/recipes --ignore-scripts": ci("npm ci --prefix tests/TokenExchange.EndToEnd/recipes --ignore-scripts"),

  // Packages and templates
  "dotnet add package TokenExchange": test("PackageTests"),
  "dotnet new install TokenExchange.Templates": test("PackageTests"),
  "dotnet new token-exchange-functions --name Contoso.Auth": test("PackageTests"),
  "dotnet tool install --global TokenExchange.Operations": test("PackageTests"),
  "token-exchange --help": test("PackageTests"),
  "npm install token-exchange-browser token-exchange-react": test("ApplicationTests"),
  "npm install token-exchange-browser token-exchange-vue": test("ApplicationTests"),
  "npm install token-exchange-browser token-exchange-angular": test("ApplicationTests"),
  "npm ci": ci("npm ci --prefix clients"),
  "npm run build": ci("npm run build --prefix clients"),
  "npm test": ci("npm test --prefix clients"),
  "npm run check-bundle --workspace browser -- <path>": ci("npm run check-bundle --prefix clients --workspace browser --"),

  // Front end and APIs
  "npx vite --port 5173 --strictPort": test("RecipeTests"),
  "npx ng serve --port 4200": test("RecipeTests"),
  "npx webpack serve --port 8080": test("RecipeTests"),
  "npx next dev --port 3000": test("RecipeTests"),
  "python3 -m http.server 5173": test("RecipeTests"),
  "cd clients && npm ci && npm pack --workspace browser": test("RecipeTests"),
  "npm create vite@latest orders -- --template vanilla": not("It loads the newest version of a program from the registry and runs it. RecipeTests writes the files that the tutorial keeps of it."),
  "cd orders && npm install && npm install <path of this repository>/clients/token-exchange-browser-0.1.0.tgz": test("RecipeTests"),
  "ASPNETCORE_ENVIRONMENT=Development ASPNETCORE_URLS=http://127.0.0.1:3000 Authority=http://127.0.0.1:5081 Audience=orders-api dotnet run --project samples/orders-api": test("OwnApiTests"),
  "ISSUER=http://127.0.0.1:5081 AUDIENCE=orders-api PORT=3000 node server.mjs": test("OwnApiTests"),
  "curl --json '{\"advanceSeconds\":30000}' http://localhost:5080/dev/clock": test("WalkThroughTests"),
  "curl -u orders-api:<the value> -d token=<access token> http://127.0.0.1:5081/introspection": test("WalkThroughTests"),

  // Benchmarks
  "dotnet run -c Release --project bench/TokenExchange.Bench -- --allocations": ci("dotnet run -c Release --project bench/TokenExchange.Bench -- --allocations"),
};

/** The pages with blocks in other languages, and what checks these. */
export const others = {
  "": ["settings, by DocumentedSettingsTests", /./],
  json: ["DocumentedJsonTests", /./],
  csharp: ["PackageTests, SampleTests", /^(?:src\/TokenExchange\/README|docs\/own-api)\.md$/],
  js: ["snippets.test.mjs; SampleTests", /^(?:clients\/\w+\/README|docs\/front-end|docs\/own-api)\.md$/],
  jsx: ["ApplicationTests", /^docs\/front-end\.md$/],
  ts: ["snippets.test.mjs; PlaywrightTests, CypressTests", /^(?:clients\/\w+\/README|docs\/front-end|docs\/testing-your-app)\.md$/],
  tsx: ["snippets.test.mjs", /^(?:clients\/\w+\/README|docs\/front-end)\.md$/],
  vue: ["snippets.test.mjs", /^(?:clients\/\w+\/README|docs\/front-end)\.md$/],
  html: ["snippets.test.mjs, ApplicationTests, DemoTests", /^(?:clients\/\w+\/README|docs\/front-end)\.md$/],
  kusto: ["nothing: there is no workspace of Log Analytics here, and the pages say so of the alerts", /^docs\/operations\/(?:README|audit)\.md$/],
  yaml: ["nothing: a part of azure.yaml for a project of the reader's", /^docs\/deployment\.md$/],
  text: ["nothing: what a command printed", /^docs\/operations\//],
  mermaid: ["nothing: a picture", /./],
};

/** What runs a command; undefined: nobody knows. */
export const runOf = (command) => runs[command] ?? (/^(?:dotnet (?:run|build) -c Release (?:--project )?bench\/|bench\/publish\.sh )/.test(command) ? MEASUREMENT : undefined);
