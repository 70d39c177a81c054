import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { isAllowed, licensesIn } from "../../deploy/release/licenses.ts";

const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));

test("every dependency has a license that allows its use", () => {
  const all = licensesIn(packages);

  assert.ok(all.length > 100);
  assert.deepEqual(
    all.filter((it) => !isAllowed(it)),
    [],
  );
});

const expressions: [license: string, development: boolean, allowed: boolean][] = [
  ["MIT", false, true],
  ["(MIT OR GPL-3.0-only)", false, true],
  ["MIT AND ISC", false, true],
  ["MIT and GPL-3.0-only", false, false],
  ["GPL-3.0-only", true, false],
  ["MPL-2.0", true, true],
  ["MPL-2.0", false, false],
  ["unknown", true, false],
  ["", false, false],
];

for (const [license, development, allowed] of expressions)
  test(`a package under "${license}" for ${development ? "development" : "run time"} is ${allowed ? "" : "not "}allowed`, () => {
    assert.equal(isAllowed({ license, development }), allowed);
  });
