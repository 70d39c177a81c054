import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { covers, patternsIn, problemsOf, type Subject } from "../../src/platform/patterns.ts";

const covered: [patterns: string, matching: string, others: string][] = [
  ["web/app", "web/app", "web/app2 xweb/app web"],
  ["web/*", "web/app", "web web/a/b other/app"],
  ["web/app-*", "web/app- web/app-one", "web/app web/app-one/two"],
  ["web/**", "web/app web/a/b", "web webs/app"],
  ["*", "nginx", "web/app"],
  ["**", "nginx web/app web/a/b", ""],
  ["**/nginx", "nginx web/nginx web/a/nginx", "web/my-nginx nginx/web"],
  ["web/**/app", "web/app web/a/app web/a/b/app", "web/myapp webs/app web/app/a"],
  ["web/**app", "web/app web/myapp web/a/my-app", "web/apps"],
  ["*a*b/*c", "xaxb/c ab/cc", "xaxb/cx a/b/c axb"],
  ["web/{app,api}", "web/app web/api", "web/ap web/{app,api}"],
  ["{web,ops}/{a,b}*", "web/a ops/b1", "web/c dev/a"],
  ["1.0{,-rc*}", "1.0 1.0-rc 1.0-rc2", "1.0-beta 1x0"],
  ["{v*,latest}", "v v1 latest", "1 latest1"],
  ["* !latest", "v1 nightly", "latest"],
  ["!latest *", "v1 nightly", "latest"],
  ["web/** !web/{secret,private-*}", "web/app", "web/secret web/private-one"],
  ["!latest", "", "v1 latest"],
  ["", "", "v1"],
  ["ab*ba", "abba", "aba"],
  ["a***b", "ab axb", "ba"],
];

for (const [text, matching, others] of covered)
  test(`${text || "no pattern"} covers ${matching || "nothing"}, but not ${others || "anything else"}`, () => {
    const names = [...matching.split(" "), ...others.split(" ")].filter(Boolean);

    const found = names.filter((name) => covers(patternsIn(text), name));

    assert.deepEqual(found, matching.split(" ").filter(Boolean));
  });

test("a brace that is not closed keeps its commas", () => {
  assert.deepEqual(patternsIn("v1,{a,b c"), ["v1", "{a,b", "c"]);
});

test("lines, spaces and commas separate patterns, but not the commas in braces", () => {
  assert.deepEqual(patternsIn(" v*, !v0\r\n{a,b}-1\tv* ,, x{1,2},y "), [
    "v*",
    "!v0",
    "{a,b}-1",
    "x{1,2}",
    "y",
  ]);
});

const usable: [Subject, string][] = [
  ["tag", "v* V1_x.2-* {a,b} !latest *** 1.0{,-rc}"],
  ["repository", "web/app a*b/c* ** **/a */** a*b*c web/{a,b/c}/** !web/x"],
];
for (const [subject, text] of usable)
  test(`patterns for a ${subject}: ${text}`, () => {
    assert.deepEqual(problemsOf(patternsIn(text), subject), []);
  });

const wrong: [Subject, string, RegExp][] = [
  ["tag", "{a,b", /^"\{a,b" is not a valid pattern: it has no closing brace\.$/],
  ["tag", "a}", /a closing brace has no opening brace\.$/],
  ["tag", "{a,{b}}", /braces can't be nested\.$/],
  ["tag", "a,b", /a comma separates alternatives in braces: \{a,b\}\.$/],
  [
    "tag",
    "v[0-9]",
    /it contains "\["\. Tags have letters, digits and \. _ -; a pattern can also have/,
  ],
  ["tag", "web/app", /it contains "\/"\. Tags/],
  ["tag", "a!b", /an exclamation mark can only be the first character\.$/],
  ["tag", "!", /nothing follows the exclamation mark\.$/],
  ["tag", "", /it is empty\.$/],
  ["tag", "{,a}", /one of its alternatives is empty\.$/],
  ["tag", "é", /it contains "é"/],
  ["tag", "a".repeat(256), /"a{100}…" is not a valid pattern: it is longer than 255 characters\.$/],
  ["tag", "!latest", /^These patterns only make exceptions/],
  ["tag", "{a,b,c,d}{a,b,c,d}{a,b,c,d}{a,b}", /more than 100 alternatives in their braces/],
  ["repository", "Web/app", /it contains "W"\. Repositories have lower-case letters/],
  ["repository", "web//app", /a slash is at its beginning or end, or follows another slash\.$/],
  ["repository", "/web", /a slash is/],
  ["repository", "web{,/}", /a slash is/],
  ["repository", "(a+)+", /it contains "\("/],
];
describe("a wrong pattern is refused with a reason", () => {
  for (const [subject, pattern, sentence] of wrong)
    test(pattern.slice(0, 40) || "an empty one", () => {
      assert.match(problemsOf([pattern], subject).join("\n"), sentence);
    });
});

test("patterns that could match in many ways are read and matched at once", () => {
  const begun = process.hrtime.bigint();

  problemsOf(["{a,b}".repeat(50), "{,,,,,,,,,,,,}".repeat(15)], "tag");
  for (let at = 0; at < 20; at += 1) {
    covers([`${"*a".repeat(120)}b`], "a".repeat(250));
    covers([`**/${"*a/".repeat(60)}**b`], `${"a".repeat(60)}/`.repeat(4));
    covers(["**/".repeat(80), "**a".repeat(80)], "a/".repeat(120));
  }

  assert.ok(process.hrtime.bigint() - begun < 1_000_000_000n);
});
