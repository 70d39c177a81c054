import assert from "node:assert/strict";
import { test } from "node:test";
import { databaseHealth } from "../../../src/operations/health/health.ts";
import { pool } from "../../../src/platform/db/client.ts";
import { isDiskFull } from "../../../src/platform/db/disk.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

const refusal = "DO $$ BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = 'disk_full'; END $$";

test("R12: after Postgres refused a change because its disk is full, readyz says so for some seconds", async () => {
  const before = await databaseHealth();
  await assert.rejects(pool.query(refusal), { code: "53100" });

  const meanwhile = await databaseHealth();
  const later = isDiskFull(Date.now() + 15_000);

  assert.deepEqual([before.success, meanwhile.success, later], [true, false, false]);
  assert.match(meanwhile.sentence, /disk of the database is full/);
});
