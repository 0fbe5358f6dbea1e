import { expect, it } from "vitest";
// @ts-expect-error The types of Node.js are not installed; this is the one file of the tests that reads another.
import { readFileSync } from "node:fs";

const readme: string = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const recipes = [...readme.matchAll(/```(js|html|tsx?|vue)\n(.*?)```/gs)].map(match => match[2]!).filter(text => text.includes("completeLogin()"));

it("has a recipe for plain script, React, Angular and Vue, and one before them", () => expect(recipes).toHaveLength(5));

it.each(recipes)("shows the user why a login failed: recipe %#", recipe => {
  expect(recipe).toMatch(/Signing in failed \(/);
  expect(recipe).not.toContain("console.error");
  expect(recipe).toMatch(/te\.login\(.*\)\.catch\(/); // and lets the user try again
});
