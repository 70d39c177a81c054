import assert from "node:assert/strict";
import { test } from "node:test";
import { isDigest, isRegisteredDigest, isTag } from "../../src/registry/names.ts";
import { sourcesOf } from "../support/layers.ts";

const tags = [
  ["1.0", true],
  ["_internal", true],
  ["x".repeat(128), true],
  ["x".repeat(129), false],
  ["-rc", false],
  [".hidden", false],
  ["a/b", false],
  ["", false],
] as const;

for (const [text, valid] of tags)
  test(`${text.slice(0, 20) || "nothing"} (${text.length} characters) is ${valid ? "a" : "no"} tag`, () => {
    assert.equal(isTag(text), valid);
  });

const digests = [
  [`sha256:${"a".repeat(64)}`, true, true],
  [`sha512:${"0".repeat(128)}`, true, true],
  [`sha256:${"a".repeat(63)}`, true, false],
  [`sha256:${"A".repeat(64)}`, true, false],
  [`blake3+b64:${"x".repeat(43)}=`, true, false],
  [`sha256:${"a".repeat(31)}`, false, false],
  [`sha256:${"a".repeat(400)}`, false, false],
  ["a".repeat(64), false, false],
] as const;

for (const [text, valid, registered] of digests)
  test(`${text.slice(0, 20)} (${text.length} characters) is ${valid ? "a" : "no"} digest`, () => {
    assert.deepEqual([isDigest(text), isRegisteredDigest(text)], [valid, registered]);
  });

test("no other file spells the grammar of a name, a tag or a digest", () => {
  const spelled = /\{0,127\}|\[\._\]\|__|sha(256|384|512):\[|:\[(a-zA-Z|A-Za-z)0-9=_-\]/;

  const found = [...sourcesOf("src")].filter(([, text]) => spelled.test(text));

  assert.deepEqual(
    found.map(([path]) => path),
    ["registry/names.ts"],
  );
});
