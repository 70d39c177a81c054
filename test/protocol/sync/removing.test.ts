import assert from "node:assert/strict";
import { test } from "node:test";
import { config } from "../../../src/platform/config/config.ts";
import { db } from "../../../src/platform/db/client.ts";
import { fakeCatalog } from "../../support/fakes/catalog.ts";
import { catalogue, removeAtOnce, sync, useSync } from "../../support/sync.ts";

await useSync();

test("SYN-011: what the registry lost becomes drift, and with the strategy update it stays", async () => {
  const fake = await fakeCatalog({ app: { one: "a", two: "b" }, gone: { one: "c" } });
  await sync(fake);
  fake.repositories = { app: { one: "a" } };

  const run = await sync(fake);
  await sync(fake);

  assert.deepEqual([run.missing, run.removed], [2, 0]);
  assert.deepEqual(await catalogue(), { app: { one: "a", two: "b" }, gone: { one: "c" } });
  const drifts = await db.drift.findMany({ orderBy: { repository: "asc" } });
  assert.deepEqual(
    drifts.map(({ repository, tag, kind, checks }) => [repository, tag, kind, checks]),
    [
      ["app", "two", "missing", 2],
      ["gone", "", "missing", 2],
    ],
  );
});

test("SYN-022: update-delete removes what stays missing, after two runs and the grace period, with an entry in the audit log", async () => {
  config.sync.strategy = "update-delete";
  const fake = await fakeCatalog({ app: { latest: "a", "0.1": "b" }, gone: { one: "c" } });
  await sync(fake);
  fake.repositories = { app: { "0.1": "b" } };
  await sync(fake);
  await sync(fake);
  const inGrace = await catalogue();
  await db.drift.updateMany({ data: { firstSeenAt: new Date(Date.now() - 25 * 3_600_000) } });

  const run = await sync(fake);

  assert.deepEqual(inGrace, { app: { "0.1": "b", latest: "a" }, gone: { one: "c" } });
  assert.equal(run.removed, 2);
  assert.deepEqual(await catalogue(), { app: { "0.1": "b" } });
  assert.equal(await db.drift.count(), 0);
  const lines = await db.activity.findMany({
    orderBy: { id: "asc" },
    where: { actorName: "portus" },
  });
  assert.deepEqual(lines.map(({ key, subject }) => `${key} ${subject}`).sort(), [
    "repository.delete gone",
    "repository.sync app",
    "repository.sync gone",
    "tag.delete app",
  ]);
});

test("one run is not enough, however long ago it was", async () => {
  removeAtOnce();
  const fake = await fakeCatalog({ app: { one: "a", two: "b" } });
  await sync(fake);
  fake.repositories = { app: { one: "a" } };

  const first = await sync(fake);
  const second = await sync(fake);

  assert.deepEqual([first.removed, second.removed], [0, 1]);
});

test("what comes back is no longer drift", async () => {
  removeAtOnce();
  const fake = await fakeCatalog({ app: { one: "a", two: "b" } });
  await sync(fake);
  fake.repositories = { app: { one: "a" } };
  await sync(fake);
  fake.repositories = { app: { one: "a", two: "b" } };
  await sync(fake);
  fake.repositories = { app: { one: "a" } };

  const run = await sync(fake);

  assert.equal(run.removed, 0);
});

test("more than a page of missing tags is removed in one run", async () => {
  removeAtOnce();
  const tags = Object.fromEntries(Array.from({ length: 505 }, (_, n) => [`v${n}`, "a"]));
  const fake = await fakeCatalog({ app: { ...tags, kept: "a" } });
  await sync(fake);
  fake.repositories = { app: { kept: "a" } };
  await sync(fake);

  const run = await sync(fake);

  assert.deepEqual([run.state, run.removed], ["finished", 505]);
  assert.deepEqual(await catalogue(), { app: { kept: "a" } });
});
