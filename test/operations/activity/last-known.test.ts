import assert from "node:assert/strict";
import { test } from "node:test";
import { lastKnown } from "../../../src/operations/activity/last-known.ts";

const never = () => new Promise<never>(() => {});

test("an answer is asked for once while it is fresh", async () => {
  let asked = 0;
  const known = lastKnown(async () => ++asked, { freshFor: 60_000, patience: 1_000 });

  const answers = [await known(), await known(), ...(await Promise.all([known(), known()]))];

  assert.deepEqual(
    answers.map((it) => it?.value),
    [1, 1, 1, 1],
  );
});

test("who asks again while a newer answer is awaited gets the last known one", async () => {
  const replies: (() => Promise<string>)[] = [async () => "old", never];
  const known = lastKnown(() => (replies.shift() ?? never)(), { freshFor: -1, patience: 10 });
  await known();

  const answer = await known();

  assert.equal(answer?.value, "old");
});

test("a question that was never answered has no answer, and keeps nobody waiting", async () => {
  const known = lastKnown(never, { freshFor: 1_000, patience: 10 });

  assert.equal(await known(), null);
});

test("a question that fails is asked anew, and brings nobody down", async () => {
  const replies = [Promise.reject(new Error("no")), Promise.resolve("yes")];
  const known = lastKnown(() => replies.shift() ?? never(), { freshFor: 1_000, patience: 1_000 });

  assert.equal(await known(), null);
  assert.equal((await known())?.value, "yes");
});
