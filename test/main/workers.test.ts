import assert from "node:assert/strict";
import { test } from "node:test";
import { pauseAfter } from "../../src/main/workers.ts";

test("a process that keeps ending is replaced less and less often, and at least once a minute", () => {
  const pauses = [0, 1, 2, 3, 4, 5, 6, 7, 8, 1_000].map(pauseAfter);

  assert.deepEqual(pauses, [0, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
});
