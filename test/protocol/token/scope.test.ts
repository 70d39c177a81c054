import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { parseScope, parseScopes } from "../../../src/protocol/token/scope.ts";

const read = [
  ["repository:alice/app:pull", "repository", "alice/app", "pull"],
  ["repository:alice/app:push,pull", "repository", "alice/app", "push pull"],
  ["repository:alice/app:pull,pull", "repository", "alice/app", "pull"],
  ["repository:busybox:*", "repository", "busybox", "*"],
  ["repository(plugin):alice/app:pull", "repository", "alice/app", "pull"],
  ["repository:[::1]:5000/a:pull", "repository", "[::1]:5000/a", "pull"],
  ["registry:catalog:*", "registry", "catalog", "*"],
  ["lala:busybox:fork", "lala", "busybox", "fork"],
] as const;

for (const [text, type, name, actions] of read)
  test(`a scope: ${text}`, () => {
    assert.deepEqual(parseScope(text), { type, name, actions: actions.split(" ") });
  });

test("SCO-026: a name may contain a colon: the type ends at the first one, the actions start after the last", () => {
  const scope = parseScope("repository:host:5000/ns/img:pull");

  assert.deepEqual(scope, { type: "repository", name: "host:5000/ns/img", actions: ["pull"] });
});

test("SCO-024: a scope that ends in its colon requests nothing", () => {
  assert.deepEqual(parseScope("repository:a/b:"), { type: "repository", name: "a/b", actions: [] });
});

const unreadable = [
  "",
  ":",
  "::",
  "repository",
  "repository:a/b",
  "whale:foo,bar",
  ":a/b:pull",
  "Repository:a/b:pull",
  "repository::pull",
  "repository(:a/b:pull",
  "repository:a/b:pull;push",
  "repository:a\0b:pull",
  `repository:${"a".repeat(256)}:pull`,
];

for (const text of unreadable)
  test(`not a scope: ${JSON.stringify(text.slice(0, 40))}`, () => {
    assert.equal(parseScope(text), null);
  });

test("SCO-025: an empty scope parameter requests nothing", () => {
  assert.equal(parseScopes([]), null);
  assert.equal(parseScopes([""]), null);
  assert.equal(parseScopes([" ", ""]), null);
});

test("scopes may be repeated parameters, separated by spaces, or both, and those on one name are merged", () => {
  const scopes = parseScopes([
    "repository:a/x:pull repository:b/y:push",
    "repository:a/x:push,pull",
  ]);

  assert.deepEqual(scopes, [
    { type: "repository", name: "a/x", actions: ["pull", "push"] },
    { type: "repository", name: "b/y", actions: ["push"] },
  ]);
});

test("malformed scopes are left out, and the others count", () => {
  const scopes = parseScopes(["nonsense", "repository:a/x:pull"]);

  assert.deepEqual(scopes, [{ type: "repository", name: "a/x", actions: ["pull"] }]);
});

test("at most 64 scopes are read", () => {
  const many = Array.from({ length: 1000 }, (_, number) => `repository:a/x${number}:pull`);

  assert.equal(parseScopes(many)?.length, 64);
  assert.equal(parseScopes([many.join(" ")])?.length, 64);
});

test("no text makes the parser fail or take long, and every result is within the grammar", () => {
  const pieces = [
    "repository",
    "(plugin)",
    ":",
    "::",
    "a/b",
    "/",
    ",",
    "*",
    "pull",
    " ",
    "\0",
    "é",
    "%2F",
    "..",
    "-",
  ];
  const started = performance.now();
  for (let round = 0; round < 20_000; round++) {
    const text = [...randomBytes(round % 24)]
      .map((byte) => (byte < 240 ? pieces[byte % pieces.length] : String.fromCharCode(byte * 97)))
      .join("");

    for (const { type, name, actions } of parseScopes([text]) ?? []) {
      assert.match(type, /^[a-z0-9]+$/);
      assert.ok(name.length > 0 && name.length <= 255 && !/[\s\0]/.test(name), text);
      for (const action of actions) assert.match(action, /^[a-z*]+$/);
    }
  }
  for (const long of [":", "a:", "a,", "repository:a:", "(", "a/"])
    assert.ok((parseScopes([long.repeat(10_000)]) ?? []).length <= 1);
  const took = performance.now() - started;
  assert.ok(took < 5000, `${took} ms`);
});
