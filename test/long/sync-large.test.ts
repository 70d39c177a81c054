import assert from "node:assert/strict";
import { test } from "node:test";
import { readPending } from "../../src/catalogue/images/reader/manifest-reader.ts";
import { db } from "../../src/platform/db/client.ts";
import { recordDrift } from "../../src/protocol/sync/drift/drift.ts";
import { importTags, setsOf } from "../../src/protocol/sync/import/import.ts";
import { readCatalogue } from "../../src/protocol/sync/run/catalogue-state.ts";
import { fakeCatalog, manifestDigest, manifestOf } from "../support/fakes/catalog.ts";
import { sync, useSync } from "../support/sync.ts";

await useSync();
const many = 33_000; // a statement takes 32,767 parameters
const names = Array.from({ length: many }, (_, n) => `build-${n + 1}`);

test("33,000 rows of drift in one repository are recorded and cleared", async () => {
  const { id: registryId } = await db.registry.findFirstOrThrow();
  const { id: runId } = await db.syncRun.create({ data: { registryId, cause: "admin" } });
  const seen = { registryId, repository: "app", runId, at: new Date(), counted: true };
  const missing = names.map((tag) => ({
    tag,
    kind: "missing" as const,
    reason: "It is not there.",
  }));

  await recordDrift(db, seen, missing);
  const kept = await db.drift.count();
  await recordDrift(db, seen, missing.slice(1));
  const settled = await db.drift.findFirst({ where: { tag: "build-1" } });

  assert.deepEqual([kept, settled, await db.drift.count()], [many, null, many - 1]);
});

test("33,000 new tags of one repository are imported, a thousand at a time", async () => {
  const registry = await db.registry.findFirstOrThrow();
  const { namespace } = await readCatalogue(registry, "app");
  const bytes = Buffer.from(manifestOf("a"));
  const image = { digest: manifestDigest("a"), mediaType: "x", size: bytes.length, bytes };
  const found = names.map((name) => ({ name, ...image }));
  assert.ok(namespace);

  for (const set of setsOf([{ namespace, repository: "app", at: new Date(), found }]))
    await importTags(set);

  assert.equal(await db.tag.count(), many);
  assert.equal((await db.repository.findFirstOrThrow()).tagsCount, many);
  assert.equal(await db.activity.count({ where: { key: "repository.sync" } }), many / 1_000);
});

test("manifests beyond 32 MB are imported without their bytes, which the reader then fetches", async () => {
  const big = (n: number) => `${n}${"x".repeat(3_500_000)}`;
  const tags = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`v${n}`, big(n)]));
  const fake = await fakeCatalog({ app: tags });
  fake.shape = (text) => JSON.stringify({ ...JSON.parse(manifestOf("a")), annotations: { text } });

  const run = await sync(fake);
  const kept = await db.manifest.count({ where: { payload: { not: null } } });
  const read = await readPending();

  assert.deepEqual([run.state, run.added, kept, read], ["finished", 12, 9, 12]);
  assert.equal(await db.manifest.count({ where: { payload: null } }), 0);
});
