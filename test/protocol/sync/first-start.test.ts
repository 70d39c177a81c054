import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { processFamilies } from "../../../src/platform/metrics/metrics.ts";
import { continueRuns } from "../../../src/protocol/sync/run/run.ts";
import { fakeCatalog } from "../../support/fakes/catalog.ts";
import { sync, useSync } from "../../support/sync.ts";

await useSync();

const awayUrl = "http://127.0.0.1:1";

/** How many failed attempts of syncs the metrics count. */
function failures(): number {
  const counted = processFamilies().find(({ name }) => name === "portus_job_failures_total");
  const sample = counted?.samples.find(({ labels }) => labels.queue === "sync_runs");
  return sample?.value ?? 0;
}

async function retry() {
  await db.syncRun.updateMany({ where: { open: true }, data: { tryAfter: new Date() } });
  await continueRuns({ settleDelayMs: 0 });
}

test("a first sync that waits for its registry is no failed job, until it gives up", async () => {
  const before = failures();
  const away = { ...(await fakeCatalog({})), url: awayUrl };
  const run = await sync(away, {}, "start");
  await retry();
  assert.deepEqual([run.state, failures() - before], ["waiting", 0]);

  for (let attempt = 0; attempt < 10; attempt += 1) await retry();

  const { state } = await db.syncRun.findUniqueOrThrow({ where: { id: run.id } });
  assert.deepEqual([state, failures() - before], ["failed", 1]);
});

test("a registry that was synced before and is away, or answers with an error, is a failed job", async () => {
  const before = failures();
  const fake = await fakeCatalog({});
  fake.overrides.push({ path: /./, answer: (_req, res) => res.writeHead(503).end() });
  await sync(fake, {}, "start");
  fake.overrides.length = 0;
  await retry();
  assert.equal(failures() - before, 1);

  await sync({ ...fake, url: awayUrl }, {}, "start");

  assert.equal(failures() - before, 2);
});
