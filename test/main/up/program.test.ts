import assert from "node:assert/strict";
import { test } from "node:test";
import { findProgram, versionOf } from "../../../src/main/up/program.ts";

const answers = [
  ["docker-registry github.com/docker/distribution 2.8.2+ds1", 2],
  ["/usr/bin/registry github.com/docker/distribution v2.8.3", 2],
  ["registry github.com/distribution/distribution/v3 v3.0.0", 3],
  ["registry github.com/distribution/distribution/v3 3.1.1", 3],
  ["registry github.com/distribution/distribution/v3 v3.0.0+unknown", 3],
  ["registry github.com/distribution/distribution/v3 (devel)", 3],
  ["v20.20.2", undefined],
  ["some registry 1.0", undefined],
] as const;

for (const [text, version] of answers)
  test(`a program that says "${text}" is ${version ? `a registry ${version}` : "no registry"}`, () => {
    assert.equal(versionOf(text), version);
  });

test("the error about a missing REGISTRY_BIN names it", () => {
  assert.throws(
    () => findProgram("/nowhere/registry", () => {}),
    /\/nowhere\/registry.*can be run/,
  );
});

test("a REGISTRY_BIN that is not a registry is refused", () => {
  assert.throws(() => findProgram(process.execPath, () => {}), /does not answer --version/);
});
