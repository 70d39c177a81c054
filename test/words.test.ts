import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

// Words that Portus does not use, each with the one that it does. CONTRIBUTING.md has the style that they belong to.

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
  [/\b(keeper|doer|heir)s?\b/i, "manager, actor, receiving team"],
  [/\bpapers\b/i, "attachment, referrer"],
  [/\b(bury|buried|graves?)\b/i, "tombstone"],
  [/\bripen(s|ed|ing)?\b/i, "settle"],
  [/\banother look\b/i, "say what to fix"],
  [/\bas (much|many) as one likes\b/i, "no limit"],
  [/\bgiv(e|es|en|ing) (it )?away\b/i, "transfer"],
  [/\bnot any ?more\b/i, "no longer"],
  [/\balone (may|can)\b/i, "only … may"],
  [/\bis no (pattern|digest|tag|name)\b/i, "is not a valid …"],
];

const ignored = /generated\/|\/migrations\/|\.(png|svg|ico|woff2|sql)$/;

/** What Portus is made of and what people read: everything but tests, whose titles may quote an old page. */
const texts = ["src", "views", "docs", "public", "prisma", "bin", "README.md", ".env.example"]
  .flatMap((root) =>
    /\.\w+$/.test(root)
      ? [root]
      : readdirSync(root, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => `${entry.parentPath}/${entry.name}`),
  )
  .filter((path) => !ignored.test(path))
  .map((path) => ({ path, lines: readFileSync(path, "utf8").split("\n") }));

for (const [words, instead] of replaced)
  test(`Portus says "${instead}"`, () => {
    const found = texts.flatMap(({ path, lines }) =>
      lines.flatMap((line, at) => (words.test(line) ? [`${path}:${at + 1}: ${line.trim()}`] : [])),
    );
    assert.deepEqual(found, []);
  });
