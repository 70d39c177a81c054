import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { askRepairs, findRepairs } from "../../../src/protocol/sync/repair.ts";
import { repairAsked } from "../../../src/protocol/sync/repair-worker.ts";
import { actorOf, makeUser } from "../../support/factories.ts";
import { fakeCatalog } from "../../support/fake-catalog.ts";
import { catalogue, sync, useSync } from "../../support/syncing.ts";

await useSync();

/** Two repositories of which one tag and one whole are missing, and the admin who is asked. */
async function differing() {
  const admin = actorOf(await makeUser({ admin: true }));
  const fake = await fakeCatalog({ app: { one: "a", two: "b" }, gone: { one: "c", two: "d" } });
  await sync(fake);
  fake.repositories = { app: { one: "a" } };
  await sync(fake);
  return { admin, fake };
}

test("all that is missing is removed after a look at it, each once the registry has said so again", async () => {
  const { admin } = await differing();
  const { some, repositories, tags, last } = await findRepairs(admin);
  assert.deepEqual(
    some.map(({ repository, tag }) => `${repository}:${tag}`),
    ["app:two", "gone:"],
  );

  const asked = await askRepairs(admin, last);
  const [first, second] = await Promise.all([repairAsked(), repairAsked()]); // two processes at once

  assert.deepEqual([repositories, tags, asked, first, second], [1, 1, 2, [], []]);
  assert.deepEqual(await catalogue(), { app: { one: "a" } });
  assert.equal(await db.drift.count(), 0);
  const lines = await db.activity.findMany({ where: { key: "registry.repair" } });
  assert.deepEqual(lines.map(({ subject, actorName }) => `${actorName} ${subject}`).sort(), [
    `${admin.username} app:two`,
    `${admin.username} gone`,
  ]);
});

test("what the registry has after all stays, and its difference says so", async () => {
  const { admin, fake } = await differing();
  const { last } = await findRepairs(admin);
  await askRepairs(admin, last);
  fake.repositories = { app: { one: "a", two: "b" } };

  const [why] = await repairAsked();

  assert.match(why ?? "", /has it after all/);
  assert.deepEqual(await catalogue(), { app: { one: "a", two: "b" } });
  const { repairAskedAt } = await db.drift.findFirstOrThrow({ where: { tag: "two" } });
  assert.equal(repairAskedAt, null);
});

test("nothing is removed while the registry gives no usable answer, and nobody asks it for ever", async () => {
  const { admin, fake } = await differing();
  const before = await catalogue();
  await askRepairs(admin, (await findRepairs(admin)).last);
  fake.overrides.push({ path: /./, answer: (_req, res) => res.writeHead(503).end() });

  const refused = await repairAsked();

  assert.equal(refused.length, 2);
  assert.match(refused[0] ?? "", /Nothing is removed/);
  assert.deepEqual(await catalogue(), before);
  assert.equal(await db.drift.count({ where: { repairAskedAt: { not: null } } }), 0);
});

test("what was found missing after the look is not part of it", async () => {
  const { admin, fake } = await differing();
  const { last } = await findRepairs(admin);
  fake.repositories = {};
  await sync(fake);

  await askRepairs(admin, last);
  await repairAsked();

  assert.deepEqual(await catalogue(), { app: { one: "a", two: "b" } });
});
