import { expect, it } from "vitest";
// @ts-expect-error The types of Node.js are not installed; this is the one file of the tests that reads another.
import { readFileSync } from "node:fs";

const recipesIn = (name: string): string[] => {
  const readme: string = readFileSync(new URL(`../../${name}/README.md`, import.meta.url), "utf8");
  return [...readme.matchAll(/```(js|html|tsx?|vue)\n(.*?)```/gs)].map(match => match[2]!).filter(text => text.includes("Signing in failed ("));
};
const recipes = ["browser", "react", "vue", "angular"].flatMap(name => recipesIn(name).map(text => [name, text] as const));

it("has a first snippet, and recipes for plain script, React, Vue and Angular", () => {
  expect(recipes.map(([name]) => name)).toEqual(["browser", "browser", "react", "vue", "angular"]);
});

it.each(recipes)("shows the user why a login failed, and lets the user try again: %s", (name, recipe) => {
  expect(recipe).toMatch(/Signing in failed \(/);
  expect(recipe).not.toContain("console.error");
  expect(recipe).toMatch(name === "browser" ? /te\.login\(.*\)\.catch\(/ : /lick\)?="?\{?(\(\) => )?(session\.)?login\(\)/); // only by a click; the bindings catch
});
