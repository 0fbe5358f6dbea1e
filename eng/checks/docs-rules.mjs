// What pages have to keep, as functions over a map of pages (path from the root → text). Each gives its faults as sentences.
import path from "node:path";

/** The page without what is code and no prose: blocks and spans. Lines stay where they are. */
const prose = (text) => text
  .replace(/^( *)(`{3,}|~{3,})[^]*?^ *\2 *$/gm, (block) => block.replace(/[^\n]/g, ""))
  .replace(/(`+)(?!`)[^]*?(?<!`)\1(?!`)/g, (span) => (/\n\s*\n/.test(span) ? span : span.replace(/[^\n]/g, "x")));

/** Headings with the anchors that GitHub gives them. */
export function headings(text) {
  const seen = new Map();
  const lines = prose(text).split("\n");
  return text.split("\n").flatMap((line, i) => {
    const found = /^(#{1,6}) (.+?)\s*#*$/.exec(line);
    if (!found || !/^#/.test(lines[i])) return [];
    const title = found[2].replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/[`*]/g, "");
    const plain = title.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(" ", "-");
    const count = seen.get(plain) ?? 0;
    seen.set(plain, count + 1);
    return [{ title, level: found[1].length, anchor: count ? `${plain}-${count}` : plain, line: i }];
  });
}

/** The text below the heading with this title, to the next one of its level. */
export function section(text, title) {
  const all = headings(text);
  const at = all.findIndex((heading) => heading.title === title);
  if (at < 0) return undefined;
  const next = all.find((heading, i) => i > at && heading.level <= all[at].level);
  return text.split("\n").slice(all[at].line + 1, next?.line).join("\n").trim();
}

/** Links within the repository: the file from the root, and the anchor. */
export function links(page, text) {
  const found = [...prose(text).matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)|^\[[^\]]+\]: (\S+)|(?:src|href)="([^"]+)"/gm)];
  return found.map((match) => match[1] ?? match[2] ?? match[3]).filter((target) => !/^[a-z][a-z+.-]*:/i.test(target)).map((target) => {
    const [file, anchor] = decodeURI(target).split("#");
    return { target, anchor, file: file ? path.posix.normalize(path.posix.join(path.posix.dirname(page), file)).replace(/\/$/, "") : page };
  });
}

/** Links that lead to no file, or to no heading of it. */
export const brokenLinks = (pages, exists) => [...pages].flatMap(([page, text]) => links(page, text).flatMap(({ target, file, anchor }) => {
  if (!pages.has(file)) return exists(file) ? [] : [`${page}: ${target} leads to no file`];
  return anchor === undefined || headings(pages.get(file)).some((heading) => heading.anchor === anchor) ? [] : [`${page}: ${target} leads to no heading`];
}));

/** How many links away each page is from this one. */
export function distances(pages, from) {
  const far = new Map([[from, 0]]);
  for (const [page, steps] of far) {
    for (const { file } of links(page, pages.get(page))) if (pages.has(file) && !far.has(file)) far.set(file, steps + 1);
  }

  return far;
}

/** What a reader does not find: each wish is a page, the headings it has to have, and why. */
export const unfound = (pages, from, steps, wishes) => {
  const far = distances(pages, from);
  return wishes.flatMap(([why, page, ...titles]) => [
    ...((far.get(page) ?? Infinity) <= steps ? [] : [`${why}: ${page} is not within ${steps} links of ${from}`]),
    ...titles.filter((title) => !section(pages.get(page) ?? "", title)).map((title) => `${why}: ${page} says nothing under '${title}'`),
  ]);
};

const cellsOf = (row) => row.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim());
const quoted = (cell) => [...cell.matchAll(/`([^`]+)`/g)].map((found) => found[1]);

/** Rows of the tables below this heading, without their heads. */
export const rows = (text) => text.split("\n").filter((line, i, all) => line.startsWith("|") && !/^\|[\s:|-]+\|$/.test(line) && !/^\|[\s:|-]+\|$/.test(all[i + 1] ?? "")).map(cellsOf);

/** Attacks whose place or whose test is not there. Tests and places are found by who asks. */
export const unheldAttacks = (text, placeExists, testExists) => rows(section(text, "Attacks and defences") ?? "").flatMap(([attack, , where, test, ...more]) => {
  const names = quoted(test ?? "").filter((name) => /^(?:EndToEnd\/)?[A-Z]\w+(?:\.\w+)?$/.test(name) || /\/.*\.(?:mjs|cs)$/.test(name));
  return [
    ...(more.length === 0 ? [] : [`${attack}: a row of ${more.length + 4} cells`]),
    ...(names.length > 0 ? [] : [`${attack}: names no test`]),
    ...names.filter((name) => !testExists(name)).map((name) => `${attack}: there is no test ${name}`),
    ...quoted(where ?? "").filter((place) => !placeExists(place)).map((place) => `${attack}: there is no ${place}`),
  ];
});

/** The alerts of a template: the last name before a description that contains a page. */
export function alerts(template) {
  let name;
  return template.split("\n").flatMap((line) => {
    name = /^\s*name: '(?:\$\{\w+\}-)?([a-z][a-z-]*)'$/.exec(line)?.[1] ?? name;
    const page = /^\s*description: '.*What to do: (\S+)'$/.exec(line)?.[1];
    return page ? [{ name, page }] : [];
  });
}

/** Alerts whose page is not there or does not know them. */
export const unknownAlerts = (templates, pages) => templates.flatMap(alerts).flatMap(({ name, page }) => {
  if (!/^docs\/operations\/[\w-]+\.md$/.test(page) || !pages.has(page)) return [`${name}: there is no page ${page}`];
  return pages.get(page).includes(`\`${name}\``) ? [] : [`${name}: ${page} does not mention it`];
});

/** Decisions that the index does not list, or lists under another title. */
export const unlistedDecisions = (pages) => [...pages].filter(([page]) => /^docs\/adr\/\d{4}-/.test(page)).flatMap(([page, text]) => {
  const [number, title] = [path.posix.basename(page).slice(0, 4), headings(text)[0]?.title];
  const row = pages.get("docs/adr/README.md").split("\n").find((line) => line.includes(`[${number}](${path.posix.basename(page)})`));
  if (!row) return [`${page}: not in the index`];
  return `${number}. ${cellsOf(row)[1].replace(/`/g, "")}` === title ? [] : [`${page}: '${title}' is '${cellsOf(row)[1]}' in the index`];
});
