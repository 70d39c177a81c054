import assert from "node:assert/strict";
import { test } from "node:test";
import { groupByDay } from "../../src/history/days.ts";
import type { Entry } from "../../src/history/sentences.ts";
import { zoneIn } from "../../src/platform/zone.ts";

const push = (at: string, given: Partial<Entry> = {}): Entry => ({
  id: 1n,
  at: new Date(at),
  key: "repository.push",
  actorId: 1,
  actorName: "carol",
  registryId: 1,
  teamId: 1,
  namespaceId: 1,
  repositoryId: 1,
  subject: "web/app",
  details: {},
  ...given,
});

const said = (entries: Entry[]) =>
  groupByDay(entries).flatMap(({ sentences }) =>
    sentences.map(({ did, what, more }) => [did, what, more].filter(Boolean).join(" ")),
  );

const tagged = (tag: string, at: string, given: Partial<Entry> = {}) =>
  push(at, { details: { tag }, ...given });

test("entries are grouped by day, in UTC unless the visitor’s zone is known", () => {
  const entries = [
    push("2026-03-02T00:00:00Z", { id: 3n }),
    push("2026-03-01T23:50:00Z", { id: 2n }),
    push("2026-03-01T12:00:00Z"),
  ];
  const days = (cookies: string) =>
    groupByDay(entries, { zone: zoneIn(cookies) }).map(({ day, sentences }) => [
      day,
      ...sentences.map(({ id }) => id),
    ]);

  const inUtc = [
    ["Monday 2 March 2026", 3n],
    ["Sunday 1 March 2026", 2n, 1n],
  ];
  assert.deepEqual(days(""), inUtc);
  assert.deepEqual(days("portus-zone=Nowhere%2FAtAll"), inUtc);
  assert.deepEqual(days("a=b; portus-zone=Europe%2FBerlin"), [
    ["Monday 2 March 2026", 3n, 2n],
    ["Sunday 1 March 2026", 1n],
  ]);
});

test("pushes of one person to one repository within a minute are one sentence", () => {
  const entries = [
    tagged("latest", "2026-03-01T12:00:59Z"),
    tagged("1.1", "2026-03-01T12:00:30Z"),
    tagged("1.0", "2026-03-01T12:00:00Z"),
  ];

  assert.deepEqual(said(entries), ["pushed 3 tags to web/app 1.0, 1.1, latest"]);
});

test("a tag that was pushed twice in a minute is one tag", () => {
  const entries = [tagged("1", "2026-03-01T12:00:30Z"), tagged("1", "2026-03-01T12:00:00Z")];

  assert.deepEqual(said(entries), ["pushed web/app:1"]);
});

const apart: [string, Partial<Entry>, string][] = [
  ["by somebody else", { actorName: "dan" }, "2026-03-01T12:00:00Z"],
  ["to another repository", { repositoryId: 2, subject: "web/db" }, "2026-03-01T12:00:00Z"],
  ["a minute earlier", {}, "2026-03-01T11:59:30Z"],
];
for (const [what, given, at] of apart)
  test(`a push ${what} is a sentence of its own`, () => {
    const entries = [tagged("2", "2026-03-01T12:00:30Z"), tagged("1", at, given)];

    assert.equal(said(entries).length, 2);
  });
