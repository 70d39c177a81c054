import assert from "node:assert/strict";
import { test } from "node:test";
import { readPending } from "../../../src/catalogue/images/reader/manifest-reader.ts";
import { operator } from "../../../src/identity/actor/system-actors.ts";
import { db } from "../../../src/platform/db/client.ts";
import { unassignedNamespaces } from "../../../src/protocol/sync/import/adopt.ts";
import { makeNamespace, makeRegistry } from "../../support/data/factories.ts";
import { fakeCatalog, manifestDigest } from "../../support/fakes/catalog.ts";
import { catalogue, sync, useSync } from "../../support/sync.ts";

await useSync();

test("SYN-007: an empty catalogue imports what the registry has", async () => {
  await makeNamespace({ name: "ns", registryId: (await makeRegistry()).id });
  const fake = await fakeCatalog({
    alpine: { latest: "a" },
    busybox: { latest: "b", "0.1": "b1" },
    "ns/alpine": { latest: "c" },
  });

  const run = await sync(fake);

  assert.deepEqual([run.state, run.listed, run.tags, run.added], ["finished", 3, 4, 4]);
  assert.deepEqual(await catalogue(), {
    alpine: { latest: "a" },
    busybox: { "0.1": "b1", latest: "b" },
    "ns/alpine": { latest: "c" },
  });
});

test("SYN-008: an unknown prefix becomes a private namespace without a team", async () => {
  const fake = await fakeCatalog({ "missing/busybox": { latest: "a" } });

  await sync(fake);

  const found = await db.namespace.findFirstOrThrow({ where: { name: "missing" } });
  const global = await db.namespace.findFirstOrThrow({ where: { kind: "global" } });
  const line = await db.activity.findFirstOrThrow({ where: { key: "namespace.create" } });
  assert.deepEqual(
    [found.kind, found.visibility, found.teamId],
    ["team", "private", global.teamId],
  );
  assert.deepEqual([line.actorName, line.subject], ["portus", "missing"]);
  assert.deepEqual(await catalogue(), { "missing/busybox": { latest: "a" } });
  assert.deepEqual(
    (await unassignedNamespaces(operator)).map(({ name }) => name),
    ["missing"],
  );
});

test("SYN-014: a repository that is listed without tags is not created", async () => {
  const fake = await fakeCatalog({ busybox: {}, "new/one": {} });

  const run = await sync(fake);

  assert.equal(run.state, "finished");
  assert.deepEqual(await catalogue(), {});
  assert.equal(await db.namespace.count({ where: { kind: "team" } }), 0);
});

test("SYN-019: the pages of both lists are followed by their Link", async () => {
  const repositories = Object.fromEntries(
    Array.from({ length: 7 }, (_, n) => [`app${n}`, { a: "a", b: "b", c: "c", d: "d", e: "e" }]),
  );
  const fake = await fakeCatalog(repositories, { pageSize: 2, tagPageSize: 2 });

  const run = await sync(fake);

  assert.deepEqual([run.listed, run.tags], [7, 35]);
  assert.deepEqual(await catalogue(), repositories);
});

test("a tag with another digest is moved, and an unchanged one costs no pull", async () => {
  const fake = await fakeCatalog({ app: { one: "a", two: "b" } });
  await sync(fake);
  fake.repositories.app = { one: "a", two: "c" };

  const run = await sync(fake);

  assert.deepEqual([run.added, run.moved], [0, 1]);
  assert.deepEqual(await catalogue(), { app: { one: "a", two: "c" } });
  const timeline = await db.tagMove.findMany({ where: { tag: "two" }, orderBy: { id: "asc" } });
  assert.deepEqual(
    timeline.map(({ digest }) => digest),
    [manifestDigest("b"), manifestDigest("c")],
  );
});

test("the reader needs no second request for a manifest that a sync has fetched", async () => {
  const fake = await fakeCatalog({ app: { one: "a" } });
  await sync(fake);
  const asked = fake.requests.length;

  const read = await readPending();

  assert.equal(read, 1);
  assert.equal(fake.requests.length, asked);
  assert.equal((await db.manifestLayer.findFirstOrThrow()).declaredSize, 1n);
});
