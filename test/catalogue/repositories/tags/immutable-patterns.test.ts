import assert from "node:assert/strict";
import { test } from "node:test";
import { isImmutable } from "../../../../src/catalogue/repositories/tags/immutable-patterns.ts";
import { immutablePatterns } from "../../../support/data/immutable-patterns.ts";

for (const [title, namespace, repository, expected] of immutablePatterns)
  test(title, () => {
    const found = Object.keys(expected).map((tag) => [
      tag,
      isImmutable({ namespace, repository }, tag),
    ]);
    assert.deepEqual(Object.fromEntries(found), expected);
  });

test("signatures and other attachments are never immutable", () => {
  const attachment = `sha256-${"a".repeat(64)}`;
  for (const tag of [attachment, `${attachment}.sig`])
    assert.equal(isImmutable({ namespace: ["*"], repository: [tag] }, tag), false);
});

test("no pattern takes long to match", () => {
  const patterns = { namespace: ["a*".repeat(60)], repository: [] };
  const start = performance.now();

  for (let at = 0; at < 1000; at += 1) isImmutable(patterns, `${"a".repeat(59)}b`);

  assert.ok(performance.now() - start < 1000);
});
