import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { makeUser } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();
const user = await makeUser();

test("queries that a transaction starts together run one at a time, so that pg warns of nothing", async () => {
  const warnings: string[] = [];
  process.on("warning", ({ message }) => warnings.push(message));
  const include = { memberships: true, namespaces: true, stars: true };
  const found = await db.$transaction((tx) =>
    Promise.all([
      tx.user.findUniqueOrThrow({ where: { id: user.id }, include }),
      tx.team.count(),
      tx.user.count(),
    ]),
  );
  await new Promise(setImmediate); // warnings are emitted on the next tick
  assert.deepEqual(warnings, []);
  assert.equal(found[0].id, user.id);
});

test("a failed query fails its transaction, and the queries that wait for it", async () => {
  const failed = db.$transaction((tx) =>
    Promise.all([tx.$queryRaw`SELECT 1 / 0`, tx.user.deleteMany({ where: { id: user.id } })]),
  );
  await assert.rejects(failed, /division by zero/);
  assert.equal(await db.user.count({ where: { id: user.id } }), 1);
});
