import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../../../src/platform/db/client.ts";
import { findRepairs, requestRepairs } from "../../../../src/protocol/sync/drift/repair.ts";
import { runRepairs } from "../../../../src/protocol/sync/drift/repair-worker.ts";
import { actorOf, by, makeUser } from "../../../support/data/factories.ts";
import { fakeCatalog } from "../../../support/fakes/catalog.ts";
import { catalogue, sync, useSync } from "../../../support/sync.ts";

await useSync();

/** Two repositories, one with a missing tag and one missing as a whole, and an admin. */
async function makeDrift() {
  const admin = actorOf(await makeUser({ admin: true }));
  const fake = await fakeCatalog({ app: { one: "a", two: "b" }, gone: { one: "c", two: "d" } });
  await sync(fake);
  fake.repositories = { app: { one: "a" } };
  await sync(fake);
  return { admin, fake };
}

test("everything missing is removed after a preview, once the registry has confirmed it", async () => {
  const { admin } = await makeDrift();
  const { some, repositories, tags, last } = await findRepairs(admin);
  assert.deepEqual(
    some.map(({ repository, tag }) => `${repository}:${tag}`),
    ["app:two", "gone:"],
  );

  const asked = await requestRepairs(by(admin), last);
  const [first, second] = await Promise.all([runRepairs(), runRepairs()]); // two processes at once

  assert.deepEqual([repositories, tags, asked, first, second], [1, 1, 2, [], []]);
  assert.deepEqual(await catalogue(), { app: { one: "a" } });
  assert.equal(await db.drift.count(), 0);
  const lines = await db.activity.findMany({ where: { key: "registry.repair" } });
  assert.deepEqual(lines.map(({ subject, actorName }) => `${actorName} ${subject}`).sort(), [
    `${admin.username} app:two`,
    `${admin.username} gone`,
  ]);
  assert.deepEqual(
    lines.map(({ credential, address }) => [credential, address]),
    [by(admin), by(admin)].map(({ credential, address }) => [credential, address]),
  );
});

test("what the registry has after all stays, and its drift says so", async () => {
  const { admin, fake } = await makeDrift();
  const { last } = await findRepairs(admin);
  await requestRepairs(by(admin), last);
  fake.repositories = { app: { one: "a", two: "b" } };

  const [why] = await runRepairs();

  assert.match(why ?? "", /has it after all/);
  assert.deepEqual(await catalogue(), { app: { one: "a", two: "b" } });
  const { repairAskedAt } = await db.drift.findFirstOrThrow({ where: { tag: "two" } });
  assert.equal(repairAskedAt, null);
});

test("nothing is removed while the registry gives no usable answer, and the repair is not retried", async () => {
  const { admin, fake } = await makeDrift();
  const before = await catalogue();
  await requestRepairs(by(admin), (await findRepairs(admin)).last);
  fake.overrides.push({ path: /./, answer: (_req, res) => res.writeHead(503).end() });

  const refused = await runRepairs();

  assert.equal(refused.length, 2);
  assert.match(refused[0] ?? "", /Nothing was removed/);
  assert.deepEqual(await catalogue(), before);
  assert.equal(await db.drift.count({ where: { repairAskedAt: { not: null } } }), 0);
});

test("what was found missing after the preview is not part of the repair", async () => {
  const { admin, fake } = await makeDrift();
  const { last } = await findRepairs(admin);
  fake.repositories = {};
  await sync(fake);

  await requestRepairs(by(admin), last);
  await runRepairs();

  assert.deepEqual(await catalogue(), { app: { one: "a", two: "b" } });
});
