import assert from "node:assert/strict";
import { test } from "node:test";
import {
  deletedByWords,
  deletedWords,
  tagNames,
} from "../../../../src/lifecycle/deletion/list/words.ts";
import type { Summary } from "../../../../src/lifecycle/deletion/plan/summary.ts";

const images = (summary: Summary, emptied = false) =>
  ({ kind: "images", emptied, summary: { ...summary } }) as const;

const cases: [words: string, plan: Parameters<typeof deletedWords>[0]][] = [
  ["web/site:1.0", images({ tags: 1, names: ["1.0"] })],
  ["3 tags of web/site", images({ tags: 3, names: ["1", "2", "3"] })],
  ["1 tag and 2 untagged manifests of web/site", images({ tags: 1, names: ["1"], untagged: 2 })],
  ["1 untagged manifest of web/site", images({ untagged: 1 })],
  ["Images of web/site", images({})],
  ["Repository web/site with 2 tags", images({ tags: 2, names: ["1", "2"] }, true)],
  ["Repository web/site", images({}, true)],
  [
    "Namespace web/site with 2 repositories, 5 tags",
    { kind: "namespace", emptied: false, summary: { namespaces: 1, repositories: 2, tags: 5 } },
  ],
  [
    "Team web/site with 2 namespaces, 1 repository",
    { kind: "team", emptied: false, summary: { namespaces: 2, repositories: 1, tags: 0 } },
  ],
  ["Team web/site", { kind: "team", emptied: false, summary: {} }],
];

for (const [words, plan] of cases)
  test(`a deletion is described as “${words}”`, () => {
    assert.equal(deletedWords(plan, "web/site"), words);
  });

test("the first tags are named, unless the words above name the only one", () => {
  const names = ["1", "2", "3"];

  assert.equal(tagNames(images({ tags: 9, names })), "1, 2, 3 and 6 more");
  assert.equal(tagNames(images({ tags: 3, names })), "1, 2, 3");
  assert.equal(tagNames(images({ tags: 1, names: ["1"] })), "");
  assert.equal(tagNames(images({ tags: 1, names: ["1"] }, true)), "1");
});

test("admins, and people for their own deletions, read with which credential it was deleted", () => {
  const viewer = (id: number, admin = false) =>
    ({ id, username: "mara", displayName: null, admin, robot: false }) as const;
  const by = { byId: 7, byName: "mara", credential: "application_token:3" };

  assert.equal(deletedByWords(by, viewer(7)), "mara, with an application token");
  assert.equal(deletedByWords(by, viewer(1, true)), "mara, with an application token");
  assert.equal(deletedByWords(by, viewer(8)), "mara");
  assert.equal(deletedByWords({ ...by, credential: "session" }, viewer(7)), "mara");
  const system = { byId: 0, credential: "system" };
  assert.equal(deletedByWords({ ...system, byName: "portus" }, viewer(8)), "retention");
  assert.equal(deletedByWords({ ...system, byName: "operator" }, viewer(8)), "the operator");
});
