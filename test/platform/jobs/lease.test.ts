import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";
import { db, Prisma } from "../../../src/platform/db/client.ts";
import {
  claimDue,
  type Lease,
  type Queue,
  renew,
  retryLater,
  waitAfter,
} from "../../../src/platform/jobs/lease.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

const queue: Queue = {
  table: "jobs_of_test",
  key: ["id"],
  due: "try_after",
  attempts: "attempts",
  countedAt: "claim",
  fence: "attempts",
  error: "note",
  leaseSeconds: 30,
  retrySeconds: [10, 60],
  endless: false,
};
const returning = Prisma.sql`job.id, job.attempts`;
const claim = (limit = 10) =>
  claimDue<{ id: number; attempts: number }>(queue, { limit, returning });
const held = ({ id, attempts }: { id: number; attempts: number }): Lease => ({
  key: [id],
  attempts,
});

before(async () => {
  await db.$executeRaw`CREATE TABLE jobs_of_test (id int PRIMARY KEY, try_after timestamptz,
    attempts int NOT NULL DEFAULT 0, note text)`;
});
beforeEach(async () => {
  await db.$executeRaw`TRUNCATE jobs_of_test`;
  await db.$executeRaw`INSERT INTO jobs_of_test (id, try_after) VALUES (1, now() - interval '1 hour'), (2, now() - interval '1 minute'),
    (3, now() + interval '1 hour'), (4, NULL)`;
});

const rowOf = async (id: number) => {
  const [row] = await db.$queryRaw<
    { wait: number | null; attempts: number; note: string | null }[]
  >`
    SELECT extract(epoch FROM try_after - now())::float8 AS wait, attempts, note FROM jobs_of_test WHERE id = ${id}`;
  assert.ok(row);
  return row;
};

test("what is due is claimed once, the longest due first, by however many processes", async () => {
  const [first] = await claim(1);
  assert.equal(first?.id, 1);

  const claims = await Promise.all([claim(), claim(), claim()]);
  assert.deepEqual(claims.flat(), [{ id: 2, attempts: 1 }]);
});

test("a lease that ran out goes to another process, and the first one can't write any more", async () => {
  const [mine] = await claim(1);
  assert.ok(mine);
  await db.$executeRaw`UPDATE jobs_of_test SET try_after = now() - interval '1 hour' WHERE id = 1`;
  const [theirs] = await claim(1);

  assert.deepEqual(theirs, { id: 1, attempts: 2 });
  assert.equal(await renew(queue, held(mine)), false);
  await retryLater(queue, held(mine), { error: "too late" });
  assert.equal((await rowOf(1)).note, null);
  assert.equal(await renew(queue, held(theirs)), true);
});

test("a failed job waits longer each time, with its error, until no try is left", async () => {
  const [mine] = await claim(1);
  assert.ok(mine);
  assert.equal(await retryLater(queue, held(mine), { error: "no answer" }), true);
  const row = await rowOf(1);
  assert.equal(row.note, "no answer");
  assert.ok(row.wait && row.wait > 5 && row.wait <= 10);

  assert.equal(await retryLater(queue, { key: [1], attempts: 3 }, { error: "again" }), false);
  assert.deepEqual(
    [1, 2, 3].map((failed) => waitAfter(queue, failed)),
    [10, 60, undefined],
  );
  assert.equal(waitAfter({ ...queue, endless: true }, 9), 60);
});

test("a queue that counts failures counts one when it retries, by its own fence", async () => {
  await db.$executeRaw`ALTER TABLE jobs_of_test ADD COLUMN IF NOT EXISTS fence int NOT NULL DEFAULT 0`;
  const counting: Queue = { ...queue, countedAt: "failure", fence: "fence" };
  const [mine] = await claimDue<{ id: number }>(counting, {
    limit: 1,
    returning: Prisma.sql`job.id`,
  });
  assert.ok(mine);

  await retryLater(counting, { key: [mine.id], attempts: 0, fence: 1 }, { error: "x" });
  assert.equal((await rowOf(mine.id)).attempts, 1);
});
