import assert from "node:assert/strict";
import { test } from "node:test";
import { pool } from "../../../../src/platform/db/client.ts";
import { withSyncLock } from "../../../../src/protocol/sync/run/lock.ts";
import { useDatabase } from "../../../support/database.ts";

await useDatabase();
const cut = `SELECT pg_terminate_backend(pid) FROM pg_locks
  WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
const held = async () =>
  (await pool.query(`${cut.replace("pg_terminate_backend(pid)", "pid")}`)).rowCount;

test("one sync of a registry runs at a time, and a lost connection ends its lock but not Portus", async () => {
  const result = await withSyncLock(1, async () => {
    assert.equal(await withSyncLock(1, async () => "another"), null);
    await pool.query(cut);
    while (await held()) await new Promise(setImmediate);
    return "done";
  });

  assert.equal(result, "done");
  assert.equal(await withSyncLock(1, async () => "the next"), "the next");
});
