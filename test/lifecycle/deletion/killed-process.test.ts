import assert from "node:assert/strict";
import { before, test } from "node:test";
import { findRepository } from "../../../src/catalogue/repositories/repositories.ts";
import { makePlan } from "../../../src/lifecycle/deletion/plan/plan.ts";
import { startPlan } from "../../../src/lifecycle/deletion/run/run.ts";
import { progressOf } from "../../../src/lifecycle/deletion/run/steps.ts";
import { runDueDeletions } from "../../../src/lifecycle/deletion/worker.ts";
import { databaseUrl, db } from "../../../src/platform/db/client.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import {
  actorOf,
  makeNamespace,
  makeRegistry,
  makeTeam,
  makeUser,
} from "../../support/data/factories.ts";
import { storeImage } from "../../support/data/images.ts";
import { useDatabase } from "../../support/database.ts";
import { fakeRegistry } from "../../support/fakes/registry.ts";
import { serveManifests } from "../../support/fakes/stored-manifests.ts";
import { start, typescript } from "../../support/processes.ts";
import { until } from "../../support/waiting.ts";

await useDatabase();
before(ensureKeys);
const fake = await fakeRegistry();
const registry = await makeRegistry({ url: fake.url });

/** Another process of Portus, which carries on what there is. */
const another = `
  const { connect } = await import("./src/platform/db/client.ts");
  const { ensureKeys } = await import("./src/registry/signing/keys.ts");
  const { runDueDeletions } = await import("./src/lifecycle/deletion/worker.ts");
  connect(process.env.DATABASE_URL);
  await ensureKeys();
  await runDueDeletions();`;

test("a deletion whose process is killed continues in another one, and its records are true meanwhile", async () => {
  const owner = actorOf(await makeUser({ admin: true }));
  const namespace = await makeNamespace({ team: await makeTeam(), registryId: registry.id });
  const repository = await makeRepository({ namespace, tagsCount: 61 });
  for (let at = 0; at < 61; at += 1) await storeImage(repository, { tag: `v${at}` });
  const { references } = await serveManifests(fake, repository);
  const plan = await makePlan(owner, await findRepository(owner, repository.fullName), {
    whole: true,
  });
  const { digest } = await db.manifest.findFirstOrThrow({
    where: { tags: { some: { name: "v25" } } },
  });
  const path = `/v2/${repository.fullName}/manifests/${digest}`;
  let reached = false;
  fake.answers.set(path, ({ method }) => {
    reached ||= method === "DELETE"; // and no answer comes
  });
  await startPlan(owner, plan.id);
  const command = [process.execPath, ...typescript, "--input-type=module", "-e", another];
  const first = start(command, { DATABASE_URL: databaseUrl });
  await until(async () => reached, "the deletion to be in the middle", 60_000);

  await first.stop("SIGKILL");
  const half = await progressOf(plan.id);
  const known = await db.manifest.count({ where: { repositoryId: repository.id } });
  const [lease] = await db.deletionPlan.findMany({ where: { id: plan.id } });
  fake.answers.delete(path);
  await db.deletionPlan.update({ where: { id: plan.id }, data: { tryAfter: new Date() } });
  await runDueDeletions();

  assert.deepEqual(half, { waiting: 36, deleted: 25, refused: 0, restored: 0 });
  assert.equal(known, 36);
  assert.ok((lease?.tryAfter?.getTime() ?? 0) < Date.now() + 30_000, "no longer than its lease");
  assert.deepEqual(references(), []);
  assert.equal(await db.repository.count({ where: { id: repository.id } }), 0);
  assert.equal(await db.activity.count({ where: { subject: plan.subject } }), 1);
});
