import assert from "node:assert/strict";
import { test } from "node:test";
import { hash } from "@node-rs/argon2";
import { hashPassword, isOutdated, isPassword } from "../../src/accounts/passwords.ts";
import { Password } from "../../src/accounts/schemas.ts";

test("a password is kept as argon2id with 19 MiB, two passes and one lane", async () => {
  const stored = await hashPassword("correct horse");

  assert.match(stored, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  assert.equal(await isPassword("correct horse", stored), true);
  assert.equal(await isPassword("correct horsE", stored), false);
});

test("every character of a long password counts", async () => {
  const longest = `${"é".repeat(127)}a`;
  const stored = await hashPassword(longest);

  assert.equal(await isPassword(longest, stored), true);
  assert.equal(await isPassword(`${"é".repeat(127)}b`, stored), false);
});

test("without a stored hash no password fits", async () => {
  assert.equal(await isPassword("", null), false);
  assert.equal(await isPassword("anything", null), false);
});

test("what is stored in a form that can't be read lets nobody in", async () => {
  assert.equal(await isPassword("anything", "no hash at all"), false);
});

test("a hash of other costs is outdated", async () => {
  const cheap = await hash("correct horse", { memoryCost: 1024, timeCost: 1, parallelism: 1 });

  assert.equal(isOutdated(cheap), true);
  assert.equal(isOutdated(await hashPassword("correct horse")), false);
});

test("many passwords at once are checked one after the other, and none is lost", async () => {
  const stored = await hashPassword("correct horse");

  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, at) => isPassword(at % 2 ? "correct horse" : "wrong", stored)),
  );

  assert.deepEqual(
    answers,
    Array.from({ length: 12 }, (_, at) => at % 2 === 1),
  );
});

const lengths = [
  [7, false],
  [8, true],
  [128, true],
  [129, false],
] as const;

for (const [length, good] of lengths)
  test(`a password of ${length} characters is ${good ? "accepted" : "refused"}`, () => {
    assert.equal(Password.safeParse("x".repeat(length)).success, good);
  });

test("a password may begin and end with spaces, but not look like a token", () => {
  assert.equal(Password.parse("  spaces  "), "  spaces  ");
  assert.equal(Password.safeParse("ptk_something").success, false);
});
