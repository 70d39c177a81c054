import assert from "node:assert/strict";
import { test } from "node:test";
import { progressOf } from "../../../../src/lifecycle/deletion/run/steps.ts";
import { runDueDeletions } from "../../../../src/lifecycle/deletion/worker.ts";
import { databaseUrl, db } from "../../../../src/platform/db/client.ts";
import { by } from "../../../support/data/factories.ts";
import { useDatabase } from "../../../support/database.ts";
import { start, typescript } from "../../../support/processes.ts";
import { until } from "../../../support/waiting.ts";
import {
  makeDue,
  planDeletion,
  reloadPlan,
  startInBackground,
  useStock,
  versions,
} from "../stock.ts";

await useDatabase();
const { fake, stocked } = await useStock();

/** Another process of Portus, which runs the due deletions. */
const another = `
  const { connect } = await import("./src/platform/db/client.ts");
  const { ensureKeys } = await import("./src/registry/signing/keys.ts");
  const { runDueDeletions } = await import("./src/lifecycle/deletion/worker.ts");
  connect(process.env.DATABASE_URL);
  await ensureKeys();
  await runDueDeletions();`;

test("a deletion whose process is killed continues in another one, and its state is right in between", async () => {
  const stock = await stocked(versions(12));
  const { actor, repository, references } = stock;
  const plan = await reloadPlan(await planDeletion(stock, { whole: true }));
  const { digest } = await db.manifest.findFirstOrThrow({
    where: { tags: { some: { name: "v5" } } },
  });
  const path = `/v2/${repository.fullName}/manifests/${digest}`;
  let reached = false;
  fake.answers.set(path, ({ method }) => {
    reached ||= method === "DELETE"; // and no answer comes
  });
  await startInBackground(by(actor), plan.id);
  const command = [process.execPath, ...typescript, "--input-type=module", "-e", another];
  const first = start(command, { DATABASE_URL: databaseUrl });
  await until(async () => reached, "the deletion to be in the middle", 60_000);

  await first.stop("SIGKILL");
  const half = await progressOf(plan.id);
  const known = await db.manifest.count({ where: { repositoryId: repository.id } });
  const lease = await reloadPlan(plan.id);
  fake.answers.delete(path);
  await makeDue(plan.id);
  await runDueDeletions();

  assert.deepEqual(half, { waiting: 7, deleted: 5, refused: 0, restored: 0 });
  assert.equal(known, 7);
  assert.ok((lease.tryAfter?.getTime() ?? 0) < Date.now() + 30_000, "no longer than its lease");
  assert.deepEqual(references(), []);
  assert.equal(await db.repository.count({ where: { id: repository.id } }), 0);
  assert.equal(await db.activity.count({ where: { subject: plan.subject } }), 1);
});
