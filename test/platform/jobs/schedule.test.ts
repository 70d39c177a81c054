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

test("a job that a new version no longer has is no longer scheduled", async () => {
  await (await startJobs(databaseUrl, [job("kept"), job("renamed")])).stop();
  const before = await scheduled();

  await (await startJobs(databaseUrl, [job("kept"), job("new-name")])).stop();

  assert.deepEqual(before, ["kept", "renamed"]);
  assert.deepEqual(await scheduled(), ["kept", "new-name"]);
});
