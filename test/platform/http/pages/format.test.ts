import assert from "node:assert/strict";
import { test } from "node:test";
import { formats } from "../../../../src/platform/http/pages/format.ts";

const day = 86_400_000;
const cases = [
  [7 * day - 5_000, "in 7 days"],
  [90 * day - 5_000, "in 3 months"],
  [2 * 3_600_000 - 5_000, "in 2 hours"],
  [30_000, "in a moment"],
  [-59_000, "just now"],
  [-119_000, "1 minute ago"],
  [-13.5 * day, "13 days ago"],
] as const;

for (const [distance, words] of cases)
  test(`a time ${Math.round(distance / 1000)} s away reads "${words}"`, () => {
    assert.equal(formats.timeAgo(new Date(Date.now() + distance)), words);
  });
