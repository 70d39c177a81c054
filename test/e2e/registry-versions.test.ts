import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { findProgram } from "../../src/main/up/program.ts";

/** The tests of these folders that use a real registry. */
function testsAtRegistry(): number {
  const files = ["e2e", "long", "clients"].flatMap((folder) =>
    readdirSync(`test/${folder}`).map((name) => readFileSync(`test/${folder}/${name}`, "utf8")),
  );
  return files
    .filter((text) => /support\/(stack|clients\/setup|data\/two-teams)\.ts"/.test(text))
    .flatMap((text) => text.match(/^(test|\s*testClient)\(/gm) ?? []).length;
}

const registry = findProgram(process.env.REGISTRY_BIN ?? null, () => {});
const skip =
  registry.version !== 3 &&
  `${testsAtRegistry()} tests ran, if they ran, at ${registry.description} only: REGISTRY_BIN names no Distribution 3. ` +
    "bin/test clients tests the core at Distribution 3; bin/clients registry builds one.";

test("the tests with a real registry pass with Distribution 3", { skip }, () => {
  assert.match(registry.description, /3\.\d+\.\d+/);
});
