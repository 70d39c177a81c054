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
  assert.deepEqual([run.state, run.repositories, run.added], ["finished", 6, 6]);
  assert.deepEqual(Object.keys(await catalogue()), names);
  assert.ok(!fake.requests.includes("/v2/app3/tags/list"));
});

/** Six repositories on pages of two, of which the first four are inspected. */
async function interrupted() {
  const names = Array.from({ length: 6 }, (_, n) => `app${n}`);
  const fake = await fakeCatalog(Object.fromEntries(names.map((name) => [name, { one: "a" }])), {
    pageSize: 2,
  });
  await sync(fake);
  const lists = () => fake.requests.filter((path) => path === "/v2/_catalog").length;
  const before = lists();
  await sync(fake, { stopping: () => lists() - before > 2 });
  fake.requests.length = 0;
  return fake;
}

const inspected = ({ requests }: Awaited<ReturnType<typeof fakeCatalog>>) =>
  requests.flatMap((path) => /v2.(.*).tags.list/.exec(path)?.[1] ?? []).toSorted();

test("a run that continues does not return to pages that it inspected, even if they grew", async () => {
  const fake = await interrupted();
  fake.repositories.app00 = { one: "b" };

  const run = await sync(fake);

  assert.deepEqual(inspected(fake), ["app4", "app5"]);
  assert.deepEqual([run.state, run.repositories], ["finished", 6]);
});

test("a sync that is asked for during a run finds what was pushed after the run had passed by", async () => {
  const fake = await interrupted();
  Object.assign(fake.repositories.app0 ?? {}, { two: "b" });

  await syncAll(() => {});

  assert.deepEqual(Object.keys((await catalogue()).app0 ?? {}), ["one", "two"]);
});

test("a run that continues after its place in the list is gone inspects every repository", async () => {
  const fake = await interrupted();
  delete fake.repositories.app3;

  const run = await sync(fake);

  assert.deepEqual(inspected(fake), ["app0", "app1", "app2", "app3", "app4", "app5"]);
  assert.deepEqual([run.state, run.missing], ["finished", 1]);
});

test("a run that was interrupted after the list inspects only what the registry does not list", async () => {
  const fake = await fakeCatalog({ app: { one: "a" }, lost: { one: "a" } });
  await sync(fake);
  delete fake.repositories.lost;
  const asked = () => fake.requests.filter((path) => path === "/v2/lost/tags/list").length;
  const before = asked();
  await sync(fake, { stopping: () => asked() > before });
  fake.requests.length = 0;

  const run = await sync(fake);

  assert.deepEqual(inspected(fake), ["lost"]);
  assert.deepEqual([run.state, run.repositories, run.missing], ["finished", 2, 1]);
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
