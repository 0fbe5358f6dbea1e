// The templates by the genuine compiler, whose every word is a fault: it ends with 0 where it only warns. It compiles infra/main.bicep and examines
// each template on its own. The exit status is 1 where there is a fault. On a machine that the compiler does not come for, the check is left out and
// counted as skipped.
import { fetchCompiler, root, run } from "./bicep-compiler.mjs";

const say = (text) => console.log(text.trimEnd());
const end = (fault, text) => {
  say(text);
  process.exit(fault ? 1 : 0);
};

const compiler = fetchCompiler();
if (!compiler.path) {
  if (compiler.output) say(compiler.output);
  end(compiler.isFault, `THE TEMPLATES WERE NOT COMPILED: ${compiler.reason}${compiler.isFault ? "" : "\n# skipped 1"}`);
}

const version = run(compiler.path, "--version");
const compiled = run(compiler.path, "build", "--stdout", "infra/main.bicep");
const examined = run(compiler.path, "lint", "--pattern", "infra/**/*.bicep");
const words = `${compiled.stderr}${examined.stdout}${examined.stderr}`.replaceAll(root, "");
const isSilent = words.trim() === "" && [version, compiled, examined].every(({ status }) => status === 0);

if (words.trim()) say(words);
say(version.stdout);
end(!isSilent, isSilent ? `${compiled.stdout.length} characters compiled from the templates, nothing to say of them` : "the compiler has something to say, or failed");
