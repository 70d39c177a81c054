import assert from "node:assert/strict";
import { test } from "node:test";
import { createLimiter, TooMuchWork } from "../../src/platform/limiter.ts";

test("so much work runs at the same time, and the rest in its order", async () => {
  const limited = createLimiter({ maxRunning: 2, maxWaiting: 9 });
  const ends: (() => void)[] = [];
  const started: string[] = [];
  const work = (name: string) =>
    limited(() => {
      started.push(name);
      return new Promise<void>((resolve) => ends.push(resolve));
    });

  const all = ["a", "b", "c", "d"].map(work);
  assert.deepEqual(started, ["a", "b"]);
  ends[1]?.();
  await all[1];
  assert.deepEqual(started, ["a", "b", "c"]);
  ends[0]?.();
  await all[0];
  for (const end of ends) end();
  await Promise.all(all);

  assert.deepEqual(started, ["a", "b", "c", "d"]);
});

test("work beyond what may wait is refused, and there is room again after some has failed", async () => {
  const limited = createLimiter({ maxRunning: 1, maxWaiting: 1 });
  const failing = () => Promise.reject(new Error("failed"));

  const [first, second, third] = await Promise.allSettled([failing, failing, failing].map(limited));
  assert.deepEqual(
    [first, second, third].map((it) => it?.status === "rejected" && it.reason.constructor),
    [Error, Error, TooMuchWork],
  );

  assert.equal(await limited(() => Promise.resolve("done")), "done");
});
