import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { findRepairs, requestRepairs } from "../../../src/protocol/sync/drift/repair.ts";
import { runRepairs } from "../../../src/protocol/sync/drift/repair-worker.ts";
import { continueRuns } from "../../../src/protocol/sync/run/run.ts";
import { actorOf, by, makeUser } from "../../support/data/factories.ts";
import { fakeCatalog } from "../../support/fakes/catalog.ts";
import { catalogue, removeAtOnce, sync, useSync } from "../../support/sync.ts";

await useSync();

/** Makes the database refuse a statement while `work` runs. */
async function refusing<T>(what: string, work: () => Promise<T>): Promise<T> {
  await db.$executeRaw`
    CREATE OR REPLACE FUNCTION refused() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the disk is full'; END $$`;
  await db.$executeRawUnsafe(`CREATE TRIGGER refused BEFORE ${what} EXECUTE FUNCTION refused()`);
  try {
    return await work();
  } finally {
    await db.$executeRaw`DROP FUNCTION refused CASCADE`;
  }
}

const three = { app: { one: "a" }, bad: { two: "b" }, web: { three: "c" } };

test("a repository that cannot be stored is recorded as drift, and the others are imported", async () => {
  const fake = await fakeCatalog(three);

  const run = await refusing("INSERT ON tags FOR EACH ROW WHEN (NEW.name = 'two')", () =>
    sync(fake),
  );

  assert.deepEqual([run.state, run.added, run.unreadable], ["finished", 2, 1]);
  assert.deepEqual(await catalogue(), { app: { one: "a" }, web: { three: "c" } });
  const [drift] = await db.drift.findMany();
  assert.deepEqual([drift?.repository, drift?.kind], ["bad", "unreadable"]);
  assert.match(drift?.reason ?? "", /An unexpected error occurred.*the disk is full/);
});

test("the drift of a repository is cleared once it can be stored", async () => {
  const fake = await fakeCatalog(three);
  await refusing("INSERT ON tags FOR EACH ROW WHEN (NEW.name = 'two')", () => sync(fake));

  await sync(fake);

  assert.deepEqual(await catalogue(), three);
  assert.equal(await db.drift.count(), 0);
});

test("a run that cannot store anything fails with a reason, and the next one imports everything", async () => {
  const fake = await fakeCatalog(three);

  const run = await refusing("UPDATE ON sync_runs FOR EACH ROW WHEN (NEW.listed > 0)", () =>
    sync(fake),
  );
  const next = await sync(fake);

  assert.deepEqual([run.state, run.open], ["failed", null]);
  assert.match(run.note ?? "", /the disk is full/);
  assert.equal(next.state, "finished");
  assert.deepEqual(await catalogue(), three);
});

test("a scheduled run that fails waits and continues later", async () => {
  const fake = await fakeCatalog(three);
  const run = await refusing("UPDATE ON sync_runs FOR EACH ROW WHEN (NEW.listed > 0)", () =>
    sync(fake, {}, "schedule"),
  );

  await db.syncRun.updateMany({ data: { tryAfter: new Date() } });
  await continueRuns({ settleDelayMs: 0 });

  assert.equal(run.state, "waiting");
  assert.equal((await db.syncRun.findFirstOrThrow()).state, "finished");
  assert.deepEqual(await catalogue(), three);
});

test("drift that cannot be removed gets a reason and does not stop the others", async () => {
  removeAtOnce();
  const fake = await fakeCatalog({ app: { one: "a", two: "b", three: "c" }, web: { one: "d" } });
  await sync(fake);
  fake.repositories = { app: { one: "a" }, web: { one: "d" } };
  await sync(fake);

  const run = await refusing("DELETE ON tags FOR EACH ROW WHEN (OLD.name = 'three')", () =>
    sync(fake),
  );

  assert.deepEqual([run.state, run.removed], ["finished", 1]);
  assert.match(run.note ?? "", /1 of what is missing could not be removed/);
  assert.deepEqual(await catalogue(), { app: { one: "a", three: "c" }, web: { one: "d" } });
  const { tag, reason } = await db.drift.findFirstOrThrow();
  assert.equal(tag, "three");
  assert.match(reason, /the disk is full/);
});

test("a repair that fails is refused with its reason and does not stop the others", async () => {
  const admin = actorOf(await makeUser({ admin: true }));
  const fake = await fakeCatalog({ app: { one: "a", two: "b" }, gone: { one: "c" } });
  await sync(fake);
  fake.repositories = { app: { one: "a" } };
  await sync(fake);
  await requestRepairs(by(admin), (await findRepairs(admin)).last);

  const refused = await refusing("DELETE ON tags FOR EACH ROW WHEN (OLD.name = 'two')", () =>
    runRepairs(),
  );

  assert.equal(refused.length, 1);
  assert.match(refused[0] ?? "", /the disk is full/);
  assert.deepEqual(await catalogue(), { app: { one: "a", two: "b" } });
  assert.equal(await db.drift.count({ where: { repairAskedAt: { not: null } } }), 0);
});

test("a large repository that fails partway keeps what was imported, and the next sync imports the rest", async () => {
  const tags = Object.fromEntries(Array.from({ length: 1_500 }, (_, n) => [`v${n}`, "a"]));
  const fake = await fakeCatalog({ app: tags });

  await refusing("INSERT ON tags FOR EACH ROW WHEN (NEW.name = 'v1499')", () => sync(fake));
  const half = await db.tag.count();
  const run = await sync(fake);

  assert.deepEqual([half, run.added], [1_000, 500]);
  assert.equal((await db.repository.findFirstOrThrow()).tagsCount, 1_500);
  assert.deepEqual(await catalogue(), { app: tags });
});
