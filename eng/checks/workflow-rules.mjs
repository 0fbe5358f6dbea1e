// What a workflow may look like, as rules over its text: each takes a workflow and gives its faults. A reader of lines is enough, because the rules
// also want the plain form: two spaces a level, no anchors, no flow.

import { secretsIn } from "./secret-forms.mjs";

const indent = (line) => line.search(/\S/);
const isText = (line) => /\S/.test(line) && !/^\s*#/.test(line);

/** The lines below this one: those that are deeper. */
const below = (lines, at) => {
  const end = lines.findIndex((line, i) => i > at && isText(line) && indent(line) <= indent(lines[at]));
  return lines.slice(at + 1, end < 0 ? undefined : end);
};

const jobsOf = (lines) => {
  const at = lines.indexOf("jobs:");
  const inside = at < 0 ? [] : below(lines, at);
  return inside.flatMap((line, i) => (/^ {2}[\w-]+:$/.test(line) ? [{ name: line.trim().slice(0, -1), lines: below(inside, i) }] : []));
};

const stepsOf = (lines) => lines.flatMap((line, i) => (/^ {6}- /.test(line) ? [[line.replace("-", " "), ...below(lines, i)]] : []));

/** The text of every script, on one line or on many. */
const scriptsOf = (lines) => lines.flatMap((line, i) => (/^\s*(?:- )?run:/.test(line) ? [[line, ...below(lines, i)].join("\n")] : []));

const each = (workflow, check) => jobsOf(workflow).flatMap((job) => check(job).map((fault) => `${job.name}: ${fault}`));
const has = (lines, form) => lines.some((line) => form.test(line));
const unless = (holds, fault) => (holds ? [] : [fault]);

/** What a job may write: CodeQL its findings. */
const WRITABLE = "security-events: write";

/** The right to make a release: only in a workflow that tags of versions start, and nothing else. */
const RELEASE = "contents: write";

/** The right to ask GitHub for a token by which a cloud or a package gallery knows the job: only for a job that deploys, or publishes a release. */
const SIGN_IN = "id-token: write";

/** The right to say where a file was built: only for a job that publishes a release. */
const ATTEST = "attestations: write";

const rightsOf = (job) => {
  const at = job.lines.indexOf("    permissions:");
  return at < 0 ? [] : below(job.lines, at).filter(isText).map((line) => line.replace(/ +#.*$/, "").trim());
};

/** The environment of a job that deploys, as it is written; undefined for every other job. */
const environmentOf = (job) => job.lines.map((line) => /^ {4}environment: (\S.*)$/.exec(line)?.[1]).find(Boolean);

/** Whether a job is left out on every branch but main: by the first of its conditions, none of which is an alternative. */
const isOfMain = (job) => {
  const condition = job.lines.map((line) => /^ {4}if: (.*)$/.exec(line)?.[1]).find(Boolean) ?? "";
  return /^github\.ref == 'refs\/heads\/main'(?: && |$)/.test(condition) && !condition.replace(/\([^()]*\)/g, "").includes("||");
};

/** The events that start a workflow, with the lines that restrict each. */
const eventsOf = (lines) => {
  const at = lines.indexOf("on:");
  const inside = at < 0 ? [] : below(lines, at);
  return inside.flatMap((line, i) => (/^ {2}[\w-]+:/.test(line) ? [{ name: /[\w-]+/.exec(line)[0], lines: below(inside, i).filter(isText) }] : []));
};

/** Whether only accounts with write access to main can cause this event, or start it manually. */
const isOurs = ({ name, lines }) =>
  name === "workflow_dispatch" || (name === "push" && lines.length === 1 && lines[0] === "    branches: [main]");

/** Whether tags of versions start a workflow, and nothing else does. */
const isRelease = (lines) => {
  const events = eventsOf(lines);
  return events.length === 1 && events[0].name === "push" && events[0].lines.length === 1 && events[0].lines[0] === '    tags: ["v*"]';
};

/** Whether a job begins after the job that has checked the tag: at once, or after another one that does. */
const isAfterRelease = (lines, job) => {
  const needed = job.lines.map((line) => /^ {4}needs: ([\w-]+)$/.exec(line)?.[1]).find(Boolean);
  const before = jobsOf(lines).find(({ name }) => name === needed && name !== job.name);
  return needed === "release" || (before !== undefined && has(before.lines, /^ {4}needs: release$/));
};

/** Whether a job publishes the packages of a release: after the job that has checked the tag, under the reviewers of an environment. */
const publishes = (lines, job) => isRelease(lines) && environmentOf(job) === "packages" && isAfterRelease(lines, job);

/** The lines of scripts that a job which can publish may have, whole: they fetch what was built, and hand it over. */
const HANDING_OVER = [
  /^dotnet nuget push "packages\/\*\.nupkg" --source "\$SOURCE" --api-key "\$KEY" --skip-duplicate$/,
  /^: "\$\{tag:\?\}"$/,
  /^version=\$\{GITHUB_REF_NAME#v\}$/,
  /^for package in(?: \.\/packages\/[a-z-]+(?:\[!\w\])?\*\.tgz)+; do$/,
  /^name=\$\(basename "\$package" "-\$version\.tgz"\)$/,
  /^if \[ -n "\$\(npm view "\$name@\$version" version\)" \]; then continue; fi$/,
  /^npm publish "\$package" --tag "\$tag" --provenance --access public --ignore-scripts$/,
  /^done$/,
];

/** The actions that such a job may use: none runs what it has fetched. */
const FETCHING = ["actions/checkout", "actions/setup-dotnet", "actions/setup-node", "actions/download-artifact", "actions/attest-build-provenance", "NuGet/login"];

/** The commands of a job's scripts, without the keys and comments around them. */
const commandsOf = (job) => scriptsOf(job.lines).flatMap((script) => script.split("\n")).map((line) => line.trim().replace(/^(?:- )?run:\s*\|?/, "").trim())
  .filter((line) => line && !line.startsWith("#"));

/** Names under which secrets go. */
const SECRET_NAME = /token|secret|passw|pwd|credential|api[-_]?key|access[-_]?key|(?:^|[-_])(?:key|pat|sas|pem|pfx)(?:$|[-_])|connection[-_]?string/i;

/** What a setting says about a secret, and is none. */
const ABOUT_SECRETS = /(?:_NAMES?|_KIND|_DAYS|_IDS)$/;

/** What may go under such a name: the token of the run and what a step got for this run, which end with it; that there is none; and a kind of sign-in. */
const SHORT_LIVED = /^(?:AzureCliCredential|\$\{\{ github\.token \}\}|\$\{\{ steps\.[\w-]+\.outputs\.\w+ \}\}|false)$/;

/** The settings of a workflow with such a name, apart from the permission to sign in and what a script does. */
const secretSettings = (lines) => lines.filter(isText).map((line) => /^\s*(?:- )?([\w-]+):\s+([^\s#|>].*?)(?:\s+#.*)?$/.exec(line))
  .filter((found) => found && SECRET_NAME.test(found[1]) && !ABOUT_SECRETS.test(found[1]) && !(found[1] === "id-token" && ["write", "none"].includes(found[2])))
  .filter(([, , value]) => !SHORT_LIVED.test(value)).map(([line]) => line.trim());

export const rules = {
  "nothing is permitted by default": (lines) => unless(lines.includes("permissions: {}"), "no 'permissions: {}' at the top"),

  "each job says what it may": (lines) => [...unless(jobsOf(lines).length > 0, "no jobs"), ...each(lines, (job) => {
    const rights = rightsOf(job);
    const allowed = [WRITABLE, ...(environmentOf(job) ? [SIGN_IN] : []), ...(publishes(lines, job) ? [ATTEST] : isRelease(lines) ? [RELEASE] : [])];
    return [
      ...unless(rights.length > 0, "no permissions of its own"),
      ...rights.filter((right) => !/^[a-z-]+: read$/.test(right) && !allowed.includes(right)).map((right) => `may too much: ${right}`),
    ];
  })],

  // A cloud that trusts an environment trusts every run that comes into it: reviewers see to who does, these two to what does.
  "only main is deployed": (lines) => each(lines, (job) => ((!environmentOf(job) && !rightsOf(job).includes(SIGN_IN)) || publishes(lines, job) ? [] : [
    ...unless(isOfMain(job), "deploys other branches than main"),
    ...unless(eventsOf(lines).length > 0, "no events"),
    ...eventsOf(lines).filter((event) => !isOurs(event)).map(({ name }) => `is started by ${name}`),
  ])),

  // A package that a build installs could ask for the token, and publish in our name.
  "a release is built by jobs that cannot publish": (lines) => !isRelease(lines) ? [] : each(lines, (job) => (!rightsOf(job).includes(SIGN_IN) ? [] : [
    ...commandsOf(job).filter((line) => !HANDING_OVER.some((form) => form.test(line))).map((line) => `runs code: ${line}`),
    ...job.lines.map((line) => /\buses: ([^@\s]+)/.exec(line)?.[1]).filter((action) => action && !FETCHING.includes(action)).map((action) => `uses ${action}`),
  ])),

  // Without a tag, npm refuses a prerelease, or makes it what everybody gets.
  "a package is published under a tag": (lines) => scriptsOf(lines).flatMap((script) => script.split("\n"))
    .filter((line) => /\bnpm publish\b/.test(line) && !/ --tag "\$tag"/.test(line)).map((line) => line.trim()),

  "each job ends": (lines) => each(lines, (job) => {
    const minutes = job.lines.map((line) => /^ {4}timeout-minutes: (\d+)$/.exec(line)?.[1]).find(Boolean);
    return unless(minutes && Number(minutes) <= 60, "no timeout-minutes of 60 at most");
  }),

  "each job names its machine": (lines) => each(lines, (job) => unless(has(job.lines, /^ {4}runs-on: ubuntu-\d\d\.\d\d$/), "runs-on is no dated image")),

  "each action is a commit with its version": (lines) =>
    lines.filter((line) => isText(line) && /\buses:/.test(line) && !/^\s*(?:- )?uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line)).map((line) => line.trim()),

  "no checkout leaves its token behind": (lines) => each(lines, (job) =>
    stepsOf(job.lines).filter((step) => has(step, /uses: actions\/checkout@/) && !has(step, /^ {10}persist-credentials: false$/)).map(() => "a checkout without persist-credentials: false")),

  "no event runs untrusted code with the repository's permissions": (lines) =>
    lines.filter((line) => isText(line) && /\b(?:pull_request_target|workflow_run|issue_comment)\b/.test(line)).map((line) => line.trim()),

  // Text of a pull request in a script is the author's code in our shell; the environment is the way for the rest.
  "no expression is in a script": (lines) => scriptsOf(lines).filter((script) => script.includes("${{")).map((script) => script.trim().split("\n")[0]),

  // Azure and the galleries know the job by its token (OIDC), so that nothing is stored: not as a secret, which a called workflow may inherit, and not in the text.
  "no secret is named": (lines) => lines.filter((line) => isText(line) && (/^\s*secrets\s*:/.test(line) || /\$\{\{[^}]*\bsecrets\b/.test(line) || /\bsecrets\s*[.[]/.test(line)))
    .map((line) => line.trim()),

  "no secret is written": (lines) => [
    ...secretSettings(lines),
    ...scriptsOf(lines).flatMap((script) => script.split("\n")).filter((line) => {
      const [, name, value] = /(?:^|\s)(?:export\s+)?(\w+)=("?[^\s"]*)/.exec(line) ?? [];
      return name && SECRET_NAME.test(name) && !/^"?\$/.test(value);
    }).map((line) => line.trim()),
    ...lines.filter((line) => /:\/\/[^/\s"']*@/.test(line)).map(() => "a credential in an address"),
    ...secretsIn(lines.join("\n")).map(({ what, line }) => `${what} in line ${line}`),
  ],

  "a newer run ends the older, but never a deployment": (lines) => {
    const at = lines.indexOf("concurrency:");
    const inside = at < 0 ? [] : below(lines, at);
    const group = inside.map((line) => /^ {2}group: (\S.*)$/.exec(line)?.[1]).find(Boolean) ?? "";
    const environments = jobsOf(lines).map(environmentOf).filter(Boolean);
    if (environments.length === 0) return unless(group && inside.includes("  cancel-in-progress: true"), "no concurrency with group and cancel-in-progress");
    return [
      ...unless(inside.includes("  cancel-in-progress: false") && !has(lines, /^ +cancel-in-progress: (?!false$)/), "a deployment can be cancelled half-way"),
      // A rotation has an environment of its own, and waits for the deployment of the one that it belongs to.
      ...environments.filter((environment) => !group.endsWith(environment.replace(/-rotation$/, ""))).map((environment) => `deployments to ${environment} can run at the same time`),
    ];
  },
};

/** The faults of a workflow: "rule: fault". */
export const faultsOf = (text) => Object.entries(rules).flatMap(([name, rule]) => rule(text.split("\n")).map((fault) => `${name}: ${fault}`));
