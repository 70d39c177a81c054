import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { test } from "node:test";
import { planNamespace } from "../../../../src/lifecycle/deletion/plan/targets.ts";
import { restore } from "../../../../src/lifecycle/deletion/restore/start.ts";
import { executePlan } from "../../../../src/lifecycle/deletion/run/run.ts";
import { runDueDeletions } from "../../../../src/lifecycle/deletion/worker.ts";
import { db } from "../../../../src/platform/db/client.ts";
import { findNamespace } from "../../../../src/tenancy/namespaces/find.ts";
import { makeRepository } from "../../../support/data/catalogue.ts";
import { actorOf, by, makeNamespace, makeTeam, makeUser } from "../../../support/data/factories.ts";
import { recordPush } from "../../../support/data/pushes.ts";
import { useDatabase } from "../../../support/database.ts";
import { sha256 } from "../../../support/fakes/registry.ts";
import { serveManifests } from "../../../support/fakes/stored-manifests.ts";
import { until } from "../../../support/waiting.ts";
import { makeDue, reloadPlan, untilBlocked, useStock } from "../stock.ts";

await useDatabase();
const { fake, registry, stocked } = await useStock();

/** A namespace with the plan to delete it, and a registry that can be made to answer no request. */
async function planned() {
  const stock = await stocked(["1.0", "2.0"]);
  const { actor, namespace, repository } = stock;
  const path = `/v2/${repository.fullName}/manifests/*`;
  const usual = fake.answers.get(path) ?? assert.fail();
  const waiting: IncomingMessage[] = [];
  const stopAnswering = () => fake.answers.set(path, (req) => void waiting.push(req));
  const hangUp = () => fake.answers.set(path, (req) => void req.destroy());
  const answerAgain = () => fake.answers.set(path, usual);
  const { id: plan } = await planNamespace(by(actor), await findNamespace(actor, namespace.id));
  return { ...stock, plan, waiting, stopAnswering, hangUp, answerAgain };
}

const outcome = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: Error) => error.message,
  );

/** Runs work until it waits for the registry, lets another process take over, and answers neither. Returns the first outcome. */
async function takeOver(it: Awaited<ReturnType<typeof planned>>, work: () => Promise<unknown>) {
  it.stopAnswering();
  const first = outcome(work());
  await until(() => it.waiting.length === 1, "the first process to wait");
  await makeDue(it.plan);
  const second = runDueDeletions();
  await until(() => it.waiting.length === 2, "the second process to wait");
  it.hangUp(); // on what they ask afterwards, too, which would wait for the client's timeout
  it.waiting[0]?.destroy();
  const result = await first;
  it.waiting[1]?.destroy();
  await second;
  it.answerAgain();
  return result;
}

test("a restore in two processes at once is finished when the registry answers, and deletes nothing", async () => {
  const it = await planned();
  const all = it.references();
  await executePlan(by(it.actor), it.plan);

  await takeOver(it, () => restore(by(it.actor), it.plan));
  const { restoringAt, finishedAt } = await reloadPlan(it.plan);
  assert.ok(restoringAt && finishedAt, "the second process has it and continues later");
  for (let time = 0; time < 3; time += 1) {
    await makeDue(it.plan);
    await runDueDeletions();
  }

  assert.deepEqual(it.references(), all);
  assert.ok((await reloadPlan(it.plan)).restoredAt);
  assert.equal(await db.namespace.count({ where: { id: it.namespace.id } }), 1);
});

test("a deletion in two processes at once is finished when the registry answers, and can be restored", async () => {
  const it = await planned();
  const all = it.references();

  const result = await takeOver(it, () => executePlan(by(it.actor), it.plan));
  assert.match(result, /will retry and finish/, "it does not say that nothing was deleted");
  await makeDue(it.plan);
  await runDueDeletions();

  assert.deepEqual(it.references(), []);
  assert.equal(await db.namespace.count({ where: { id: it.namespace.id } }), 0);
  await restore(by(it.actor), it.plan);
  assert.deepEqual(it.references(), all);
});

test("a finished plan is not continued, whatever its lease says", async () => {
  const it = await planned();
  await executePlan(by(it.actor), it.plan);
  await restore(by(it.actor), it.plan);
  const all = it.references();

  await makeDue(it.plan);

  assert.equal(await runDueDeletions(), 0);
  assert.deepEqual(it.references(), all);
});

test("a push that is applied while its namespace is being deleted is deleted with it", async () => {
  const actor = actorOf(await makeUser({ admin: true }));
  const namespace = await makeNamespace({ team: await makeTeam(), registryId: registry.id });
  const repository = await makeRepository({ namespace, visibility: "private" }); // empty, with a rule of its own
  const { stored, references } = await serveManifests(fake, repository);
  const { id } = await planNamespace(by(actor), await findNamespace(actor, namespace.id));
  const bytes = Buffer.from('{"schemaVersion":2}');
  stored.set(sha256(bytes), bytes);
  let deleting: Promise<unknown> = Promise.resolve();

  await db.$transaction(async (tx) => {
    const push = {
      namespace,
      repository: repository.fullName,
      digest: sha256(bytes),
      size: bytes.length,
      mediaType: "",
      agent: { id: null, username: "somebody" },
      at: new Date().toISOString(),
    };
    await recordPush(tx, push);
    deleting = executePlan(by(actor), id);
    await untilBlocked("the deletion to wait for the push");
  });
  await deleting;

  assert.deepEqual(references(), []);
  assert.equal(await db.namespace.count({ where: { id: namespace.id } }), 0);
});
