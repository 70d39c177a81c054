import assert from "node:assert/strict";
import { test } from "node:test";
import { isWellFormed, makeSecret, prefixes } from "../../../src/identity/actor/secrets.ts";

test("a secret says what it is, and is new each time", () => {
  const secrets = Array.from({ length: 100 }, () => makeSecret(prefixes.applicationToken, 30));

  for (const secret of secrets) assert.match(secret, /^ptk_[0-9A-Za-z]{36}$/);
  assert.equal(new Set(secrets).size, 100);
});

test("a secret with one wrong character is refused", () => {
  const secret = makeSecret(prefixes.applicationToken, 30);
  assert.ok(isWellFormed(secret, prefixes.applicationToken));

  for (let at = 4; at < secret.length; at += 1) {
    const other = secret[at] === "a" ? "b" : "a";
    const mistyped = secret.slice(0, at) + other + secret.slice(at + 1);
    assert.equal(isWellFormed(mistyped, prefixes.applicationToken), false, mistyped);
  }
});

for (const text of ["", "ptk_", "ptk_abc", `ptk_${"a".repeat(10_000)}`, "password"])
  test(`“${text.slice(0, 20)}” of ${text.length} characters is no secret`, () => {
    assert.equal(isWellFormed(text, prefixes.applicationToken), false);
  });

test("a refresh token is not accepted as an application token", () => {
  const secret = makeSecret(prefixes.refreshToken, 43);
  assert.equal(isWellFormed(secret, prefixes.applicationToken), false);
});
