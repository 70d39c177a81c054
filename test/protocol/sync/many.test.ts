import assert from "node:assert/strict";
import { test } from "node:test";
import { readPending } from "../../../src/catalogue/images/reader/manifest-reader.ts";
import { db } from "../../../src/platform/db/client.ts";
import { whatIsKnown } from "../../../src/protocol/sync/catalogue-state.ts";
import { keepDifferences } from "../../../src/protocol/sync/drift.ts";
import { bringIn } from "../../../src/protocol/sync/import.ts";
import { fakeCatalog, manifestDigest, manifestOf } from "../../support/fake-catalog.ts";
import { sync, useSync } from "../../support/syncing.ts";

await useSync();
const many = 33_000; // a statement takes 32,767 parameters
const names = Array.from({ length: many }, (_, n) => `build-${n + 1}`);

test("33,000 differences in one repository are kept, and settled again", async () => {
  const { id: registryId } = await db.registry.findFirstOrThrow();
  const { id: runId } = await db.syncRun.create({ data: { registryId, cause: "admin" } });
  const seen = { registryId, repository: "app", runId, at: new Date(), clean: true };
  const missing = names.map((tag) => ({
    tag,
    kind: "missing" as const,
    reason: "It is not there.",
  }));

  await keepDifferences(db, seen, missing);
  const kept = await db.drift.count();
  await keepDifferences(db, seen, missing.slice(1));
  const settled = await db.drift.findFirst({ where: { tag: "build-1" } });

  assert.deepEqual([kept, settled, await db.drift.count()], [many, null, many - 1]);
});

test("33,000 new tags of one repository are brought in, a thousand at a time", async () => {
  const registry = await db.registry.findFirstOrThrow();
  const known = await whatIsKnown(registry, "app");
  const bytes = Buffer.from(manifestOf("a"));
  const image = { digest: manifestDigest("a"), mediaType: "x", size: bytes.length, bytes };
  const news = names.map((name) => ({ name, ...image }));
  const none = { present: [], missing: [], odd: [], troubles: [], gone: false };
  assert.ok(known.namespace);

  const brought = await bringIn(known.namespace, {
    ...{ repository: "app", known, at: new Date(), tags: many, news },
    ...none,
  });

  assert.deepEqual(brought, { added: many, moved: 0 });
  assert.equal(await db.tag.count(), many);
  assert.equal((await db.repository.findFirstOrThrow()).tagsCount, many);
  assert.equal(await db.activity.count({ where: { key: "repository.sync" } }), many / 1_000);
});

test("manifests beyond 32 MB are brought in without their bytes, and read from the registry after all", async () => {
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
