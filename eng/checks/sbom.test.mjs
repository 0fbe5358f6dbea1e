// The check of the bill of materials is seen to fail for one that is wrong in one place. The bill itself is made by .ci/run and by the release workflow.

import assert from "node:assert/strict";
import { test } from "node:test";
import { faultsOf } from "./sbom.mjs";

const deps = { libraries: { "Ours/1.0.0": { type: "project" }, "Theirs/2.1.0": { type: "package" } } };
const bill = (change = {}) => ({ components: [{ name: "Theirs", version: "2.1.0", scope: "required", hashes: [{ alg: "SHA-512", content: "00" }], ...change }] });

test("a complete bill has no fault", () => assert.deepEqual(faultsOf(deps, bill()), []));

for (const [what, change] of [["another version", { version: "2.0.0" }], ["a package that is said to be left out", { scope: "excluded" }], ["no hash", { hashes: [] }]]) {
  test(`reported: ${what}`, () => assert.equal(faultsOf(deps, bill(change)).length, 1));
}

test("reported: an empty bill", () => assert.deepEqual(faultsOf(deps, {}), ["Theirs/2.1.0 is published and not listed as required"]));

test("reported: nothing to compare with", () => assert.equal(faultsOf({ libraries: {} }, bill()).length, 1));
