import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { laneSentence, spanTitle } from "../../../../src/catalogue/images/lanes/sentences.ts";
import { signsOf } from "../../../../src/catalogue/images/lanes/signs.ts";
import {
  describeMove,
  type LaneMove,
  spansOf,
} from "../../../../src/catalogue/images/lanes/spans.ts";
import { axisOf, timeTicks } from "../../../../src/catalogue/images/lanes/time-axis.ts";
import type { MoveCause } from "../../../../src/platform/db/client.ts";
import { digestOf } from "../../../support/data/catalogue.ts";

const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour));
const [a, b] = [digestOf("a"), digestOf("b")];
const move = (digest: string | null, hour: number, cause: MoveCause | null = null): LaneMove => ({
  digest,
  at: at(hour),
  byName: "carl",
  cause,
  known: true,
});
const axis = { from: at(0), to: at(10) };

test("a lane has a span for each move, until the next one or now, and a gap while the tag is deleted", () => {
  const spans = spansOf([move(b, 8), move(null, 4), move(a, 2)], axis);

  assert.deepEqual(
    spans.map(({ x, width, until }) => [x, width, until?.getUTCHours()]),
    [
      [80, 20, undefined],
      [40, 40, 8],
      [20, 20, 4],
    ],
  );
  assert.equal(spans[1]?.digest, null);
});

test("a span that began before the axis starts at its edge; one that ended before is left out", () => {
  const spans = spansOf([move(b, 8), move(a, 2), move(b, 1)], { from: at(5), to: at(10) });

  assert.deepEqual(
    spans.map(({ x, width }) => [x, width]),
    [
      [60, 40],
      [0, 60],
    ],
  );
});

test("spans never overlap or leave the axis, and equal digests have the same colour", () => {
  for (let seed = 1; seed < 50; seed += 1) {
    const hours = Array.from({ length: seed % 9 }, (_, n) => (n * seed) % 23).sort((x, y) => y - x);
    const moves = hours.map((hour, n) => move(n % 3 === 0 ? a : b, hour));
    const spans = spansOf(moves, { from: at(3), to: at(20) });
    for (const [n, span] of spans.entries()) {
      const next = spans[n - 1];
      assert.ok(span.x >= 0 && span.width >= 0 && span.x + span.width <= 100.001);
      if (next) assert.ok(span.x + span.width <= next.x + 0.001);
      assert.equal(span.colour, spans.find(({ digest }) => digest === span.digest)?.colour);
      assert.ok(span.colour >= 0 && span.colour < 6);
    }
  }
});

describe("a move in words and with a sign", () => {
  const cases: [string | null, MoveCause | null, (string | null)[], string][] = [
    [a, null, [], "pushed "],
    [a, null, [b], "pushed "],
    [a, null, [a], "pushed again "],
    [a, null, [b, a], "pushed back to an earlier image ↩"],
    [a, "rollback", [b, a], "rolled back ↩"],
    [a, "revert", [b, a], "reverted: the tag is immutable ↩"],
    [a, "restore", [null, a], "restored ↻"],
    [null, null, [a], "deleted ×"],
    [a, "overwrite", [b], "pushed over an immutable tag !"],
  ];
  for (const [digest, cause, earlier, expected] of cases)
    test(expected, () => {
      const found = describeMove(
        { digest, cause },
        earlier.map((it) => ({ digest: it })),
      );
      assert.equal(`${found.what} ${found.sign}`, expected);
    });
});

test("signs that are close stand side by side in one text that says what each was; others keep their places", () => {
  const wide = { from: at(0), to: at(100) };
  const busy = [
    move(null, 90),
    move(a, 52, "rollback"),
    move(b, 51, "overwrite"),
    move(a, 50, "restore"),
    move(null, 49),
    move(b, 20),
    move(a, 12, "restore"),
    move(null, 11),
    move(null, 10),
    move(a, 1),
  ];

  const signs = signsOf(spansOf(busy, wide));

  assert.deepEqual(
    signs.map(({ x, text }) => [x, text]),
    [
      [10, "×↻"],
      [49, "×↻…"],
      [90, "×"],
    ],
  );
  assert.match(
    signs[1]?.title ?? "",
    /deleted by.*\n.*restored by.*\n.*immutable tag by.*\n.*rolled back by/,
  );
});

test("a lane and its spans are said in words", () => {
  const spans = spansOf([move(a, 8, "rollback"), move(b, 4), move(a, 2)], axis);
  const [last] = spans;

  assert.equal(laneSentence("1.2", spans), `1.2: 3 moves, rolled back, now ${a.slice(0, 19)}.`);
  assert.ok(last);
  assert.equal(
    spanTitle(last),
    `${a.slice(0, 19)}, rolled back by carl, 2026-01-01 08:00 until now`,
  );
  assert.match(laneSentence("x", spansOf([move(null, 1)], axis)), /now deleted/);
});

test("an axis has one to five round times, whatever its length", () => {
  const now = new Date(Date.UTC(2026, 5, 15, 13, 7));
  for (const minutes of [
    60, 61, 300, 1_440, 4_000, 20_000, 100_000, 600_000, 5_000_000, 30_000_000,
  ]) {
    const from = new Date(now.getTime() - minutes * 60_000);
    const ticks = timeTicks({ from, to: now });
    assert.ok(ticks.length >= 1 && ticks.length <= 5, `${minutes}: ${ticks.length}`);
    for (const { x } of ticks) assert.ok(x >= 0 && x <= 100);
  }
  const labels = (days: number) => timeTicks(axisOf([], now, days)).map(({ label }) => label);
  assert.deepEqual(labels(7), ["10 Jun", "12 Jun", "14 Jun"]);
});

test("the axis begins at the oldest move, or some days ago", () => {
  const now = at(10);
  assert.deepEqual(
    axisOf([{ moves: [move(a, 2)] }, { moves: [move(a, 1)] }], now, null).from,
    at(1),
  );
  assert.deepEqual(
    axisOf([{ moves: [move(a, 2)] }], now, 7).from,
    new Date(Date.UTC(2025, 11, 25, 10)),
  );
  assert.ok(axisOf([{ moves: [move(a, 10)] }], now, null).from < now);
});
