import assert from "node:assert/strict";
import { test } from "node:test";
import { isBlock, isInAnyBlock, limitOf } from "../../../src/identity/actor/limits.ts";

const matches: [pattern: string, name: string, is: boolean][] = [
  ["web/app", "web/app", true],
  ["web/app", "web/app2", false],
  ["web/app", "xweb/app", false],
  ["web/app-*", "web/app-one", true],
  ["web/app-*", "web/app-", true],
  ["web/app-*", "web/app-one/two", false],
  ["web/app-*", "webs/app-one", false],
  ["web/*", "web/app", true],
  ["web/*", "web/a/b", false],
  ["web/**", "web/a/b", true],
  ["web/**", "web", false],
  ["*", "nginx", true],
  ["*", "web/app", false],
  ["**", "web/app", true],
  ["*/app", "web/app", true],
  ["web/a.b", "web/axb", false],
];

for (const [pattern, name, is] of matches)
  test(`the pattern ${pattern} ${is ? "covers" : "does not cover"} ${name}`, () => {
    const limit = limitOf({ patterns: [pattern], actions: [] });

    assert.equal(limit?.names?.test(name), is);
  });

test("several patterns cover what any of them does", () => {
  const limit = limitOf({ patterns: ["web/app", "ops/**"], actions: [] });

  assert.deepEqual(
    ["web/app", "ops/a/b", "ops", "web/ops"].map((name) => limit?.names?.test(name)),
    [true, true, false, false],
  );
});

test("only * includes what is no repository", () => {
  const includesNothing = (pattern: string) =>
    limitOf({ patterns: [pattern], actions: [] })?.names?.test("");

  assert.deepEqual(["*", "**", "{*,**}", "web/**"].map(includesNothing), [
    true,
    false,
    false,
    false,
  ]);
});

test("a token without patterns and actions has no limit", () => {
  assert.equal(limitOf({ patterns: [], actions: [] }), undefined);
});

test("matching a name built to be slow takes no longer", () => {
  const limit = limitOf({ patterns: Array(50).fill("*a/*a/*a/*b"), actions: [] });
  const begun = process.hrtime.bigint();

  limit?.names?.test(`${"a".repeat(60)}/`.repeat(4));

  assert.ok(process.hrtime.bigint() - begun < 50_000_000n);
});

const addresses: [blocks: string[], address: string, is: boolean][] = [
  [[], "203.0.113.9", true],
  [["203.0.113.0/24"], "203.0.113.9", true],
  [["203.0.113.0/24"], "::ffff:203.0.113.9", true],
  [["203.0.113.0/24"], "203.0.114.9", false],
  [["203.0.113.9"], "203.0.113.9", true],
  [["203.0.113.9"], "203.0.113.8", false],
  [["2001:db8::/32"], "2001:db8:1::7", true],
  [["2001:db8::/32"], "2001:db9::7", false],
  [["2001:db8::/32", "10.0.0.0/8"], "10.1.1.1", true],
  [["0.0.0.0/0"], "2001:db8::1", false],
  [["0.0.0.0/0", "::/0"], "", false],
  [["0.0.0.0/0"], "no address", false],
];

for (const [blocks, address, is] of addresses)
  test(`${address || "an unknown address"} is ${is ? "" : "not "}within ${blocks.join(", ") || "no limit"}`, () => {
    assert.equal(isInAnyBlock(blocks, address), is);
  });

test("a block is an address, with or without a prefix length", () => {
  for (const text of ["10.0.0.0/8", "10.0.0.1", "::1", "2001:db8::/128"]) assert.ok(isBlock(text));
  const wrong = [
    "10.0.0.0/33",
    "::/129",
    "10.0.0/8",
    "10.0.0.0/8/8",
    "10.0.0.0/",
    "fe80::1%eth0",
    "example.org",
  ];
  for (const text of wrong) assert.ok(!isBlock(text), text);
});
