import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../src/platform/db/client.ts";
import { fakeCatalog } from "../support/fakes/catalog.ts";
import { everything, sync, useSync } from "../support/sync.ts";

await useSync();
const many = 40_000;

test("a sync imports 40,000 tags; if all are missing at once, none is deleted and all are drift", async () => {
  const names = Array.from({ length: many }, (_, n) => `build-${n}`);
  const fake = await fakeCatalog({ app: Object.fromEntries(names.map((name) => [name, "a"])) });

  const first = await sync(fake);
  const before = await everything();
  fake.repositories.app = { other: "a" };
  const second = await sync(fake);

  assert.deepEqual([first.state, first.added], ["finished", many]);
  assert.deepEqual([second.state, second.added, second.missing], ["finished", 1, many]);
  assert.equal(await db.drift.count({ where: { kind: "missing" } }), many);
  const { tags, manifests } = await everything();
  assert.deepEqual(
    tags.filter(({ name }) => name !== "other"),
    before.tags,
  );
  assert.deepEqual(manifests, before.manifests);
});
