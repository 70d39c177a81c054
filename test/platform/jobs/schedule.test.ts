import assert from "node:assert/strict";
import { test } from "node:test";
import { databaseUrl, pool } from "../../../src/platform/db/client.ts";
import { startJobs } from "../../../src/platform/jobs/schedule.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

const job = (name: string) => ({ name, cron: "0 0 1 1 *", run: async () => undefined });

async function scheduled(): Promise<string[]> {
  const { rows } = await pool.query("SELECT name FROM pgboss.schedule ORDER BY name");
  return rows.map(({ name }) => name);
}

test("jobs of earlier versions are no longer scheduled", async () => {
  const former = ["carry-out-rules", "sweep-late-pushes"];
  await (await startJobs(databaseUrl, [...former, "kept"].map(job))).stop();
  const before = await scheduled();

  await (await startJobs(databaseUrl, [job("kept")])).stop();

  assert.deepEqual(before, ["carry-out-rules", "kept", "sweep-late-pushes"]);
  assert.deepEqual(await scheduled(), ["kept"]);
});

test("a replica that restarts during an upgrade leaves the schedules of the newer version", async () => {
  await (await startJobs(databaseUrl, [job("kept"), job("of-newer-version")])).stop();

  await (await startJobs(databaseUrl, [job("kept")])).stop();

  assert.deepEqual(await scheduled(), ["kept", "of-newer-version"]);
});
