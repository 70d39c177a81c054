import assert from "node:assert/strict";
import { test } from "node:test";
import { checkLiveness, isStuck } from "../../src/operations/health/liveness.ts";
import { connect, databaseUrl, disconnect, pool } from "../../src/platform/db/client.ts";
import { openPool } from "../../src/platform/db/connections.ts";
import { useDatabase } from "../support/database.ts";

await useDatabase();

test("R8: a process whose connections answer no more, while Postgres answers new ones, asks for a restart after two minutes", async () => {
  const held = await Promise.all(Array.from({ length: 20 }, () => pool.connect()));
  const now = Date.now();

  await checkLiveness(now);
  const [soon, later] = [isStuck(now + 60_000), isStuck(now + 121_000)];
  for (const client of held) client.release();
  await checkLiveness(now + 130_000);

  assert.deepEqual([soon, later], [false, true]);
  assert.equal(isStuck(now + 260_000), false);
});

test("R8: a pool whose connections are all in use refuses after some seconds instead of waiting", async () => {
  const pool = openPool(databaseUrl, "portus-test", { max: 1 });
  const held = await pool.connect();
  const began = Date.now();

  await assert.rejects(pool.query("SELECT"), /timeout exceeded/);

  assert.ok(Date.now() - began < 20_000);
  held.release();
  await pool.end();
});

test("R8: if only the pooler is down, no restart is requested, because a restart would not help", async () => {
  const direct = databaseUrl;
  await disconnect();
  connect("postgresql://127.0.0.1:1/portus", direct); // nothing listens on port 1
  const now = Date.now();

  await checkLiveness(now);
  const stuck = isStuck(now + 121_000);
  await disconnect();
  connect(direct);

  assert.equal(stuck, false);
});
