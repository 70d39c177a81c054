import assert from "node:assert/strict";
import { test } from "node:test";
import { staleWhileRevalidate } from "../../src/platform/stale-while-revalidate.ts";

const never = () => new Promise<never>(() => {});

test("a fresh answer is not queried again", async () => {
  let asked = 0;
  const known = staleWhileRevalidate(async () => ++asked, { freshMs: 60_000, timeoutMs: 1_000 });

  const answers = [await known(), await known(), ...(await Promise.all([known(), known()]))];

  assert.deepEqual(
    answers.map((it) => it?.value),
    [1, 1, 1, 1],
  );
});

test("while a newer answer is slow, callers get the last one", async () => {
  const replies: (() => Promise<string>)[] = [async () => "old", never];
  const known = staleWhileRevalidate(() => (replies.shift() ?? never)(), {
    freshMs: -1,
    timeoutMs: 10,
  });
  await known();

  const answer = await known();

  assert.equal(answer?.value, "old");
});

test("without any answer yet, callers get null in time", async () => {
  const known = staleWhileRevalidate(never, { freshMs: 1_000, timeoutMs: 10 });

  assert.equal(await known(), null);
});

test("a failed query is retried and harms no caller", async () => {
  const replies = [Promise.reject(new Error("no")), Promise.resolve("yes")];
  const known = staleWhileRevalidate(() => replies.shift() ?? never(), {
    freshMs: 1_000,
    timeoutMs: 1_000,
  });

  assert.equal(await known(), null);
  assert.equal((await known())?.value, "yes");
});
