import assert from "node:assert/strict";
import { test } from "node:test";
import { shortened, text, trimCharacters } from "../../src/platform/bounded-text.ts";

const steering = [
  "\0",
  "\u001b[31m",
  "\r\n",
  "\t",
  "\u202e",
  "\u2066",
  "\u200f",
  "\u061c",
  "\u2028",
];

for (const characters of steering)
  test(`S13: a name with ${JSON.stringify(characters)} is refused with a sentence that says why`, () => {
    const { error } = text(100).safeParse(`a${characters}b`);

    assert.match(
      error?.issues[0]?.message ?? "",
      /control character or one that changes the direct/,
    );
  });

test("a name in any language is accepted, trimmed and composed", () => {
  const names = ["Zoë", "עברית", "日本語", "a b", "👩‍💻"];

  for (const name of names) assert.equal(text(100).parse(` ${name}\n`), name);
  assert.equal(text(100).parse("Zoe\u0308"), "Zoë");
});

test("prose keeps its lines and directions, and has no NUL", () => {
  const prose = text(100, { kind: "prose" });

  assert.equal(prose.parse("one\r\n\ttwo \u202e"), "one\r\n\ttwo \u202e");
  assert.match(prose.safeParse("a\0").error?.issues[0]?.message ?? "", /NUL character/);
});

test("a secret is taken as it is sent", () => {
  assert.equal(text(100, { kind: "raw" }).parse(" \u001b\u202e\0 "), " \u001b\u202e\0 ");
});

test("S1: a text that is too long has this one problem, and nothing else reads it", () => {
  let isRead = false;
  const checked = text(10).refine(() => {
    isRead = true;
    return true;
  });

  const { error } = checked.safeParse(`${"x".repeat(2_000)}\0`);

  assert.deepEqual(
    error?.issues.map(({ message }) => message),
    ["This is too long: the limit is 10 characters."],
  );
  assert.equal(isRead, false);
});

test("a limit is for the text without the white space around it", () => {
  assert.equal(text(3).parse("  abc  "), "abc");
  assert.equal(text(3).safeParse("abcd").success, false);
});

test("a text of a registry is cut, not refused", () => {
  assert.equal(shortened(3).parse("abcdef"), "abc…");
  assert.equal(shortened(3).parse("abc"), "abc");
});

test("characters are trimmed at both ends, and not within", () => {
  assert.equal(trimCharacters("..a.b-.", ".-"), "a.b");
  assert.equal(trimCharacters("...", "."), "");
});
