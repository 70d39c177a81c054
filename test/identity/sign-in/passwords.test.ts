import assert from "node:assert/strict";
import { test } from "node:test";
import { hash } from "@node-rs/argon2";
import { hash as bcrypt } from "@node-rs/bcrypt";
import { hashProblem } from "../../../src/identity/sign-in/bcrypt.ts";
import { hashPassword, matchPassword, Password } from "../../../src/identity/sign-in/passwords.ts";

test("a password is kept as argon2id with 19 MiB, two passes and one lane", async () => {
  const stored = await hashPassword("correct horse");

  assert.match(stored, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  assert.equal(await matchPassword("correct horse", stored), "right");
  assert.equal(await matchPassword("correct horsE", stored), "wrong");
});

test("every character of a long password counts", async () => {
  const longest = `${"é".repeat(127)}a`;
  const stored = await hashPassword(longest);

  assert.equal(await matchPassword(longest, stored), "right");
  assert.equal(await matchPassword(`${"é".repeat(127)}b`, stored), "wrong");
});

test("without a stored hash no password fits", async () => {
  assert.equal(await matchPassword("", null), "wrong");
  assert.equal(await matchPassword("anything", null), "wrong");
});

test("a stored hash that cannot be parsed matches no password", async () => {
  assert.equal(await matchPassword("anything", "no hash at all"), "wrong");
});

test("a hash of other costs is outdated", async () => {
  const cheap = await hash("correct horse", { memoryCost: 1024, timeCost: 1, parallelism: 1 });

  assert.equal(await matchPassword("correct horse", cheap), "outdated");
  assert.equal(await matchPassword("wrong horse", cheap), "wrong");
});

for (const prefix of ["$2a$", "$2b$", "$2y$"])
  test(`an imported hash with ${prefix} is right once, and outdated`, async () => {
    const stored = prefix + (await bcrypt("correct horse", 4)).slice(4);

    assert.equal(hashProblem(stored), null);
    assert.equal(await matchPassword("correct horse", stored), "outdated");
    assert.equal(await matchPassword("correct horsE", stored), "wrong");
    assert.equal(await matchPassword("correct horse\0", stored), "wrong");
  });

test("an imported password in NFD matches what is typed in NFC", async () => {
  const stored = await bcrypt("grüne Wiese".normalize("NFD"), 4);

  assert.equal(await matchPassword("grüne Wiese".normalize("NFC"), stored), "outdated");
});

test("an imported hash is checked off the event loop", async () => {
  const stored = await bcrypt("correct horse", 9);
  let isChecked = false;

  const check = matchPassword("correct horse", stored).finally(() => {
    isChecked = true;
  });
  for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);

  assert.equal(isChecked, false);
  await check;
});

test("hashes that would be too slow, or that nothing can check, match no password", async () => {
  const slow = `$2b$15$${"a".repeat(53)}`;
  const cases: [hash: string, problem: RegExp][] = [
    [slow, /cost 15: each sign-in would take seconds/],
    [slow.replace("15", "31"), /cost 31/],
    [slow.replace("15", "03"), /no valid bcrypt/],
    [slow.replace("2b", "2x"), /no valid bcrypt/],
    [slow.slice(0, -1), /no valid bcrypt/],
    ["$apr1$salt$hash", /MD5 \(apr1\) can't be checked/],
    ["{SHA}abc", /SHA-1/],
    ["secret", /plain text or another form/],
  ];

  for (const [stored, problem] of cases) {
    assert.match(hashProblem(stored) ?? "", problem);
    assert.equal(await matchPassword("secret", stored), "wrong");
  }
});

const typed = "Zürich-Straße-café-한국-Ệ";
const forms = ["NFC", "NFD"] as const;

for (const set of forms)
  for (const given of forms)
    test(`C4: a password set in ${set} is right when typed in ${given}`, async () => {
      const stored = await hashPassword(typed.normalize(set));

      assert.equal(await matchPassword(typed.normalize(given), stored), "right");
      assert.equal(await matchPassword(`${typed.normalize(given)}x`, stored), "wrong");
    });

for (const given of forms)
  test(`C4: a hash that an older version made of the NFD form is outdated, typed in ${given}`, async () => {
    const old = await hash(typed.normalize("NFD"), { memoryCost: 19_456, timeCost: 2 });

    assert.equal(await matchPassword(typed.normalize(given), old), "outdated");
  });

test("C4: 128 characters are 128 characters, however they are typed", () => {
  const longest = "ệ".repeat(128);

  assert.equal(Password.parse(longest.normalize("NFD")), longest.normalize("NFC"));
  assert.equal(Password.safeParse(`${longest}ệ`.normalize("NFD")).success, false);
});

test("many passwords at once are checked one after the other, and none is lost", async () => {
  const stored = await hashPassword("correct horse");

  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, at) => matchPassword(at % 2 ? "correct horse" : "no", stored)),
  );

  assert.deepEqual(
    answers,
    Array.from({ length: 12 }, (_, at) => (at % 2 ? "right" : "wrong")),
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

for (const password of [
  "password",
  "PASSWORD",
  "ｐａｓｓｗｏｒｄ",
  "Qwertyuiop",
  "12345678",
  "letmein1",
])
  test(`S13: the common password ${password} is refused`, () => {
    const parsed = Password.safeParse(password);
    assert.match(parsed.error?.issues[0]?.message ?? "", /guessed first/);
  });
