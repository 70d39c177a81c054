import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

// Words that Portus does not use, each with the one that it uses. CONTRIBUTING.md describes the style.

const replaced: [words: RegExp, instead: string][] = [
  [/\bvanish(es|ed)?\b/i, "is deleted"],
  [/\banew\b/i, "again"],
  [/\bforet(ell|old)/i, "expect, expected"],
  [/\bwhom\b/i, "who, or another sentence"],
  [/\bput(s|ting)?[ -]?back(s)?\b/i, "restore, revert"],
  [/\bpoint(s|ed|ing)?[ -]?back\b/i, "roll back"],
  [/\btake(s|n)? back\b/i, "undo, unstar, delete"],
  [/\blet(s|ting)?[ -]?go\b/i, "delete"],
  [/\bgo(es)? by itself\b/i, "is deleted automatically"],
  [/\blies? in\b/i, "is stored in"],
  [/\b(looks?|looked|looking) after\b/i, "manage"],
  [/\b(doer|heir)s?\b/i, "actor, receiving team"],
  [/\bpapers\b/i, "attachment, referrer"],
  [/\b(bury|buried|graves?)\b/i, "tombstone"],
  [/\bripen(s|ed|ing)?\b/i, "settle"],
  [/\banother look\b/i, "say what to fix"],
  [/\bas (much|many) as one likes\b/i, "no limit"],
  [/\bgiv(e|es|en|ing) (it )?away\b/i, "transfer"],
  [/\bnot any ?more\b/i, "no longer"],
  [/\balone (may|can)\b/i, "only … may"],
  [/\bis no (pattern|digest|tag|name)\b/i, "is not a valid …"],
  [/\bwhoever\b/i, "anyone who"],
  [/\bheavier\b/i, "larger"],
  [/\b(tags?|images?|which|that|they|what) may go\b/i, "may be deleted"],
  [/\bneeds? a look\b/i, "problem"],
  [/\bcame (of (it|this|that)|to no)\b/i, "result"],
  [/\bput(s|ting)? right\b|\bmend(s|ed|ing)?\b/i, "fix, repair"],
  [/\bhand(s|ed|ing)? out\b/i, "issue"],
  [/\bby night\b/i, "nightly"],
  [/\btells? of\b/i, "show, name"],
  [/\bwithout end\b/i, "endless, very long"],
  [/\b(wings?|journeys?|worlds?)\b/i, "layer, request flow, test data"],
  [/\b(there|where|here)(of|upon)\b|\bby and by\b/i, "another sentence"],
];

/** Words that only tests may use. */
const replacedInProduct: typeof replaced = [
  [/\bkeepers?\b/i, "manager"],
  [/\btold\b/i, "said, asked, or who learns it"],
];

const ignored =
  /generated\/|\/migrations\/|\.(png|svg|ico|woff2|sql)$|upgrade\/\w+\.json$|words\.test\.ts$/;

const textsIn = (roots: string[]) =>
  roots
    .flatMap((root) =>
      /\.\w+$/.test(root)
        ? [root]
        : readdirSync(root, { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile())
            .map((entry) => `${entry.parentPath}/${entry.name}`),
    )
    .filter((path) => !ignored.test(path))
    .map((path) => ({ path, lines: readFileSync(path, "utf8").split("\n") }));

const product = textsIn([
  "src",
  "views",
  "docs",
  "public",
  "prisma",
  "bin",
  "bench",
  "deploy",
  "provision",
  "README.md",
  "SECURITY.md",
  ".env.example",
  "package.json",
]);
const texts = [...product, ...textsIn(["test"])];

function find(words: RegExp, where: typeof texts): string[] {
  return where.flatMap(({ path, lines }) =>
    lines.flatMap((line, at) => (words.test(line) ? [`${path}:${at + 1}: ${line.trim()}`] : [])),
  );
}

test("pages and messages have one apostrophe: '", () => {
  const pages = product.filter(({ path }) => /^(src|views|public)\//.test(path));

  assert.deepEqual(find(/’/, pages), []);
});

for (const [words, instead] of replaced)
  test(`Portus says "${instead}"`, () => assert.deepEqual(find(words, texts), []));

for (const [words, instead] of replacedInProduct)
  test(`Portus says "${instead}" outside of tests`, () =>
    assert.deepEqual(find(words, product), []));
