import assert from "node:assert/strict";
import { test } from "node:test";
import { restore, startRestore } from "../../../../src/lifecycle/deletion/restore/start.ts";
import { executePlan } from "../../../../src/lifecycle/deletion/run/run.ts";
import { progressOf } from "../../../../src/lifecycle/deletion/run/steps.ts";
import { runDueDeletions } from "../../../../src/lifecycle/deletion/worker.ts";
import { db } from "../../../../src/platform/db/client.ts";
import { signIn, useApp } from "../../../support/app.ts";
import { by } from "../../../support/data/factories.ts";
import {
  makeDue,
  planDeletion,
  reloadPlan,
  startInBackground,
  useStock,
  versions,
} from "../stock.ts";

const app = await useApp();
const { fake, registry, stocked } = await useStock();

/** A repository with images, and the plan to delete it. */
async function planned(images: number) {
  const stock = await stocked(versions(images));
  const plan = await reloadPlan(await planDeletion(stock, { whole: true }));
  return { ...stock, plan };
}

const after = (calls: number) => {
  let asked = 0;
  return () => ++asked > calls;
};

test("a long deletion starts with the request and continues in any process; its page shows the progress", async () => {
  const { owner, actor, plan, repository, references } = await planned(61);
  const browser = await signIn(app, owner);
  const path = `/deletions/${plan.id}`;
  await browser.get(path);

  const begun = await browser.post(`${path}/execution`);
  assert.deepEqual([begun.status, references().length], [303, 122]);
  await runDueDeletions({ stopping: after(20) });
  const halfway = await browser.get(path);
  await assert.rejects(executePlan(by(actor), plan.id), /was run before/);
  await assert.rejects(restore(by(actor), plan.id), /still being deleted/);
  await runDueDeletions();
  const done = await browser.get(path);

  assert.match(halfway.text, /20 of 61 manifests deleted/);
  assert.doesNotMatch(done.text, /Deleting/);
  assert.deepEqual(references(), []);
  assert.equal(await db.repository.count({ where: { id: repository.id } }), 0);
  const lines = await db.activity.findMany({ where: { subject: repository.fullName } });
  assert.deepEqual(
    lines.map(({ key, actorName }) => [key, actorName]),
    [["repository.delete", owner.username]],
  );

  assert.equal(await startRestore(by(actor), plan.id), null);
  await runDueDeletions({ stopping: after(10) });
  assert.match((await browser.get(path)).text, /10 of 61 manifests restored/);
  await runDueDeletions();
  assert.equal(references().length, 122);
  assert.ok((await reloadPlan(plan.id)).restoredAt);
});

test("the work of a killed process is continued by others once its lease is over", async () => {
  const { actor, plan, references } = await planned(12);
  await startInBackground(by(actor), plan.id);
  await runDueDeletions({ stopping: after(7) });
  const killed = { tryAfter: new Date(Date.now() + 30_000) }; // as it stands after a kill -9
  await db.deletionPlan.update({ where: { id: plan.id }, data: killed });

  assert.equal(await runDueDeletions(), 0);
  assert.deepEqual(await progressOf(plan.id), { waiting: 5, deleted: 7, refused: 0, restored: 0 });
  await makeDue(plan.id);
  await Promise.all([runDueDeletions(), runDueDeletions(), runDueDeletions()]);

  assert.deepEqual(references(), []);
  assert.equal(await db.activity.count({ where: { subject: plan.subject } }), 1);
});

test("an unreachable registry is retried later, and no step is marked as refused", async () => {
  const { actor, plan, repository, references } = await planned(12);
  await startInBackground(by(actor), plan.id);
  const { url } = registry;
  await db.registry.update({ where: { id: registry.id }, data: { url: "http://127.0.0.1:1" } });

  const then = Date.now();
  await runDueDeletions();
  const away = await reloadPlan(plan.id);
  await db.registry.update({ where: { id: registry.id }, data: { url } });
  await makeDue(plan.id);
  await runDueDeletions();

  assert.match(away.note ?? "", /can't be reached/);
  assert.ok((away.tryAfter?.getTime() ?? 0) >= then + 5_000);
  assert.deepEqual(references(), []);
  const { note, attempts } = await reloadPlan(plan.id);
  assert.deepEqual([note, attempts], [null, 0]);
  assert.equal(await db.repository.count({ where: { id: repository.id } }), 0);
});

test("what the registry refuses to delete is named on the page of a long deletion, and stays", async () => {
  const { owner, actor, plan, repository } = await planned(12);
  const stays = await db.manifest.findFirstOrThrow({
    where: { repositoryId: repository.id, tags: { some: { name: "v5" } } },
  });
  fake.answers.set(`/v2/${repository.fullName}/manifests/${stays.digest}`, (_req, res) =>
    res.writeHead(405).end(),
  );
  await startInBackground(by(actor), plan.id);
  await runDueDeletions();

  const page = await (await signIn(app, owner)).get(`/deletions/${plan.id}`);
  assert.match(page.text, /could not remove v5 tag\(s\)/);
  const tags = await db.tag.findMany({ where: { repositoryId: repository.id } });
  assert.deepEqual(
    tags.map(({ name }) => name),
    ["v5"],
  );
});

test("an unexpected error in a deletion is shown on its page and retried with growing delays", async () => {
  const { owner, actor, plan, references } = await planned(12);
  await startInBackground(by(actor), plan.id);
  await db.$executeRaw`
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'disk on fire'; END $$`;
  await db.$executeRaw`CREATE TRIGGER refuse BEFORE DELETE ON manifests FOR EACH ROW EXECUTE FUNCTION refuse()`;
  const waits: number[] = [];
  for (const attempts of [1, 2, 3]) {
    await makeDue(plan.id);
    await runDueDeletions();
    const failed = await reloadPlan(plan.id);
    assert.equal(failed.attempts, attempts);
    waits.push(Math.round(((failed.tryAfter?.getTime() ?? 0) - Date.now()) / 5_000) * 5);
  }
  const page = await (await signIn(app, owner)).get(`/deletions/${plan.id}`);
  await db.$executeRaw`DROP TRIGGER refuse ON manifests`;
  await makeDue(plan.id);
  await runDueDeletions();

  assert.deepEqual(waits, [5, 15, 60]);
  assert.match(page.text, /disk on fire/);
  assert.deepEqual(references(), []);
  const { note, attempts, finishedAt } = await reloadPlan(plan.id);
  assert.deepEqual([note, attempts, finishedAt !== null], [null, 0, true]);
});

test("an unexpected error in a restore is shown, and ends it after some attempts so that people can try again", async () => {
  const { actor, plan, references } = await planned(1);
  await executePlan(by(actor), plan.id);
  await db.$executeRaw`
    CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'disk on fire'; END $$`;
  await db.$executeRaw`CREATE TRIGGER stop BEFORE UPDATE ON deletion_steps FOR EACH ROW EXECUTE FUNCTION stop()`;
  await assert.rejects(restore(by(actor), plan.id), /disk on fire/);
  for (let attempt = 0; attempt < 6; attempt += 1) {
    await makeDue(plan.id);
    await runDueDeletions();
  }
  const failed = await reloadPlan(plan.id);
  await db.$executeRaw`DROP TRIGGER stop ON deletion_steps`;
  await restore(by(actor), plan.id);

  assert.match(failed.note ?? "", /disk on fire/);
  assert.deepEqual([failed.restoringAt, failed.tryAfter], [null, null]);
  assert.equal(references().length, 2);
});
