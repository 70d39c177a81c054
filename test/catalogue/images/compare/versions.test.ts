import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { verbOf } from "../../../../src/catalogue/images/compare/packages.ts";
import { compareVersions } from "../../../../src/catalogue/images/compare/versions.ts";

test("versions are ordered as people read them", () => {
  const ascending = [
    "0.9",
    "1.0~rc1",
    "1.0",
    "1.0.1-alpha",
    "1.0.1-beta",
    "1.0.1-rc2",
    "1.0.1-rc10",
    "1.0.1",
    "1.0.1w",
    "1.0.2",
    "1.0.10",
    "2.36-9+deb12u3",
    "2.36-9+deb12u10",
    "123456789012345678901234567890",
    "123456789012345678901234567891",
  ];
  for (const [at, version] of ascending.entries())
    for (const [there, other] of ascending.entries())
      assert.equal(
        Math.sign(compareVersions(version, other)),
        Math.sign(at - there),
        `${version} and ${other}`,
      );
});

test("leading zeros and case make no difference, and any text has an order", () => {
  assert.equal(compareVersions("1.01", "1.1"), 0);
  assert.equal(compareVersions("1.0-RC1", "1.0-rc1"), 0);
  for (const odd of ["", "…", "x".repeat(10_000), "1".repeat(10_000)])
    assert.equal(compareVersions(odd, odd), 0);
});

describe("what happened to a package", () => {
  const cases: [string | null, string | null, string][] = [
    [null, "1", "added"],
    ["1", null, "removed"],
    ["1.9", "1.10", "upgraded"],
    ["1.10", "1.9", "downgraded"],
    ["1.0, 2.0", "2.0", "changed"],
    ["", "1", "changed"],
    ["1.0", "1.00", "changed"],
  ];
  for (const [before, after, verb] of cases)
    test(`${before} → ${after} is ${verb}`, () => assert.equal(verbOf({ before, after }), verb));
});
