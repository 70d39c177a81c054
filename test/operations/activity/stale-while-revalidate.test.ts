import assert from "node:assert/strict";
import { test } from "node:test";
import { staleWhileRevalidate } from "../../../src/operations/activity/stale-while-revalidate.ts";

const never = () => new Promise<never>(() => {});

test("an answer is asked for once while it is fresh", async () => {
  let asked = 0;
  const known = staleWhileRevalidate(async () => ++asked, { freshMs: 60_000, timeoutMs: 1_000 });

  const answers = [await known(), await known(), ...(await Promise.all([known(), known()]))];

  assert.deepEqual(
    answers.map((it) => it?.value),
    [1, 1, 1, 1],
  );
});

test("who asks again while a newer answer is awaited gets the last known one", async () => {
  const replies: (() => Promise<string>)[] = [async () => "old", never];
  const known = staleWhileRevalidate(() => (replies.shift() ?? never)(), {
    freshMs: -1,
    timeoutMs: 10,
  });
  await known();

  const answer = await known();

  assert.equal(answer?.value, "old");
});

test("a question that was never answered has no answer, and keeps nobody waiting", async () => {
  const known = staleWhileRevalidate(never, { freshMs: 1_000, timeoutMs: 10 });

  assert.equal(await known(), null);
});

test("a question that fails is asked anew, and brings nobody down", async () => {
  const replies = [Promise.reject(new Error("no")), Promise.resolve("yes")];
  const known = staleWhileRevalidate(() => replies.shift() ?? never(), {
    freshMs: 1_000,
    timeoutMs: 1_000,
  });

  assert.equal(await known(), null);
  assert.equal((await known())?.value, "yes");
});
