import assert from "node:assert/strict";
import { test } from "node:test";
import { countDue } from "../../../src/catalogue/sizes/count.ts";
import { nextBatch } from "../../../src/catalogue/sizes/due-repositories.ts";
import { db, type Repository } from "../../../src/platform/db/client.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { makeNamespace, unique } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

/** Without the rows that triggers queue. */
async function queue(...repositories: Repository[]): Promise<void> {
  await db.sizeRecount.deleteMany();
  for (const { id: repositoryId } of repositories)
    await db.sizeRecount.create({ data: { repositoryId } });
}

async function store({ id }: Repository, manifests: number): Promise<void> {
  await db.$executeRaw`
    INSERT INTO manifests (repository_id, digest, media_type, size, pushed_at)
    SELECT ${id}, 'sha256:' || n, 'x', 1, now() FROM generate_series(1, ${manifests}) n`;
}

test("repositories are counted namespace by namespace, some 20,000 manifests at a time", async () => {
  const [one, other] = [
    await makeNamespace({ name: unique("one") }),
    await makeNamespace({ name: unique("other") }),
  ];
  const first = await makeRepository({ namespace: one });
  const elsewhere = await makeRepository({ namespace: other });
  const second = await makeRepository({ namespace: one });
  const large = await makeRepository({ namespace: other });
  await store(first, 5_000);
  await store(elsewhere, 10_000);
  await store(second, 6_000);
  await store(large, 21_000);
  await queue(first, elsewhere, second, large);

  const batches: number[][] = [];
  for (let more = true; more; ) {
    const batch = await nextBatch(db);
    batches.push(batch.due.map(({ repositoryId }) => repositoryId));
    more = (await countDue()) > 0;
  }

  assert.deepEqual(batches, [[first.id, second.id], [elsewhere.id], [large.id]]);
  assert.equal(await db.sizeRecount.count(), 0);
  const sizes = await db.repositorySize.findMany({ orderBy: { repositoryId: "asc" } });
  assert.deepEqual(
    sizes.map(({ stored }) => stored),
    [5_000n, 10_000n, 6_000n, 21_000n],
  );
});

test("what is queued again and again does not hold back what was queued before", async () => {
  const namespace = await makeNamespace({ name: unique("busy") });
  const busy = await makeRepository({ namespace });
  const waiting = await makeRepository();
  await store(busy, 20_001);
  await queue(waiting, busy, busy);

  const { due, more } = await nextBatch(db);

  assert.deepEqual([due.map(({ repositoryId }) => repositoryId), more], [[waiting.id], true]);
});
