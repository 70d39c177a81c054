import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../../../src/platform/db/client.ts";
import { continueRuns } from "../../../../src/protocol/sync/run/run.ts";
import { syncAll } from "../../../../src/protocol/sync/run/sync-all.ts";
import { makeRegistry } from "../../../support/data/factories.ts";
import { fakeCatalog } from "../../../support/fakes/catalog.ts";
import { catalogue, sync, useSync } from "../../../support/sync.ts";

await useSync();

test("an interrupted run continues where it was", async () => {
  const names = Array.from({ length: 6 }, (_, n) => `app${n}`);
  const fake = await fakeCatalog(Object.fromEntries(names.map((name) => [name, { one: "a" }])), {
    pageSize: 2,
  });
  const pages = () => fake.requests.filter((path) => path === "/v2/_catalog").length;
  await sync(fake, { stopping: () => pages() > 2 });
  const half = await catalogue();
  fake.requests.length = 0;

  const run = await sync(fake);

  assert.deepEqual(Object.keys(half), names.slice(0, 4));
  assert.equal(await db.syncRun.count(), 1);
  assert.deepEqual([run.state, run.repositories, run.added], ["finished", 6 + 4, 6]);
  assert.deepEqual(Object.keys(await catalogue()), names);
  assert.equal(fake.requests.filter((path) => path === "/v2/app3/tags/list").length, 1);
});

test("processes that sync at the same time share one run", async () => {
  const fake = await fakeCatalog({ app: { one: "a" } });

  await Promise.all([sync(fake), sync(fake), sync(fake)]);

  assert.equal(await db.syncRun.count(), 1);
  assert.equal(fake.requests.filter((path) => path === "/v2/_catalog").length, 1);
});

test("SYN-006: a sync at the start is retried until the registry answers", async () => {
  const fake = await fakeCatalog({ app: { one: "a" } });
  fake.overrides.push({ path: /./, answer: (_req, res) => res.writeHead(503).end() });
  const first = await sync(fake, {}, "start");
  fake.overrides.length = 0;
  await db.syncRun.updateMany({ data: { tryAfter: new Date() } });

  await continueRuns({ settleDelayMs: 0 });

  assert.equal(first.state, "waiting");
  assert.equal((await db.syncRun.findUniqueOrThrow({ where: { id: first.id } })).state, "finished");
  assert.deepEqual(await catalogue(), { app: { one: "a" } });
});

test("bin/portus sync syncs every registry, reports progress, and fails at the end if one did not answer", async () => {
  const fake = await fakeCatalog({ app: { one: "a" } });
  const away = await fakeCatalog({});
  away.overrides.push({ path: /./, answer: (_req, res) => res.writeHead(503).end() });
  const { id } = await makeRegistry();
  await db.registry.update({ where: { id }, data: { url: away.url } });
  await makeRegistry({ hostname: "second.test.lan", url: fake.url });
  await db.namespace.create({
    data: {
      name: "",
      kind: "global",
      visibility: "public",
      registry: { connect: { hostname: "second.test.lan" } },
      team: { create: { name: "global/second", hidden: true } },
    },
  });
  const progress: string[] = [];

  await assert.rejects(
    syncAll((line) => progress.push(line)),
    ({ fields }: { fields: Record<string, string> }) => {
      assert.deepEqual(Object.values(fields).length, 2);
      assert.match(fields[0] ?? "", /^registry\.test\.lan:5000: .*503.* Nothing was removed\.$/);
      assert.match(fields[1] ?? "", /^second\.test\.lan: .*1 tag imported\.$/);
      return true;
    },
  );

  assert.deepEqual(await catalogue(), { app: { one: "a" } });
  assert.match(progress.join(), /second\.test\.lan: 1 repository and 1 tag checked so far/);
});
