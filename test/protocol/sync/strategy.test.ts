import assert from "node:assert/strict";
import { test } from "node:test";
import { readEnvironment } from "../../../src/platform/config/environment.ts";
import {
  isDueAtStart,
  isDueByClock,
  removesAutomatically,
  type Situation,
  type Strategy,
} from "../../../src/protocol/sync/strategy.ts";

const now = Date.UTC(2026, 0, 1);
const minutesAgo = (minutes: number) => new Date(now - minutes * 60_000);
const finished = (minutes: number) => ({ state: "finished", endedAt: minutesAgo(minutes) });
const failed = (minutes: number) => ({ state: "failed", endedAt: minutesAgo(minutes) });

type Case = [
  string,
  Partial<Situation> & { strategy: Strategy },
  atStart: boolean,
  byClock: boolean,
];
const cases: Case[] = [
  ["SYN-001: switched off, nothing is", { strategy: "update", enabled: false }, false, false],
  ["SYN-003: update, never before, both are", { strategy: "update" }, true, true],
  [
    "SYN-003: update, an hour later, both are",
    { strategy: "update", last: finished(60) },
    true,
    true,
  ],
  ["update, soon after, the start is", { strategy: "update", last: finished(59) }, true, false],
  ["update, soon after a failure, both are", { strategy: "update", last: failed(5) }, true, true],
  [
    "SYN-003: update-delete, an hour later, both are",
    { strategy: "update-delete", last: finished(60) },
    true,
    true,
  ],
  ["SYN-004: on-start, the start is", { strategy: "on-start" }, true, false],
  [
    "SYN-004: on-start, once done, the clock is not",
    { strategy: "on-start", last: finished(600) },
    true,
    false,
  ],
  ["on-start, after a failure, both are", { strategy: "on-start", last: failed(6) }, true, true],
  [
    "SYN-005: initial, repositories are known, nothing is",
    { strategy: "initial", hasRepositories: true },
    false,
    false,
  ],
  ["SYN-005: initial, nothing is known, the start is", { strategy: "initial" }, true, false],
  [
    "initial, cut off by a failure, both are",
    { strategy: "initial", hasRepositories: true, last: failed(6) },
    true,
    true,
  ],
];
for (const [title, given, atStart, byClock] of cases)
  test(`${title} due`, () => {
    const situation = { enabled: true, hasRepositories: false, last: null, ...given };

    assert.deepEqual(
      [isDueAtStart(situation), isDueByClock(situation, 60, now)],
      [atStart, byClock],
    );
  });

test("only update-delete removes automatically", () => {
  const all: Strategy[] = ["initial", "on-start", "update", "update-delete"];

  assert.deepEqual(
    all.filter((strategy) => removesAutomatically({ enabled: true, strategy })),
    ["update-delete"],
  );
  assert.equal(removesAutomatically({ enabled: false, strategy: "update-delete" }), false);
});

test("SYN-002: a strategy of another name stops the start", () => {
  const { problems } = readEnvironment({ PORTUS_BACKGROUND_SYNC_STRATEGY: "Wubba Lubba Dub Dub" });

  assert.deepEqual(problems, [
    "PORTUS_BACKGROUND_SYNC_STRATEGY must be initial, on-start, update or update-delete",
  ]);
});
