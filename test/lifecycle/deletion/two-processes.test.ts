import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { before, test } from "node:test";
import {
  upsertManifest,
  upsertRepository,
} from "../../../src/catalogue/repositories/recording/upsert.ts";
import { planNamespace } from "../../../src/lifecycle/deletion/plan/targets.ts";
import { undo } from "../../../src/lifecycle/deletion/restore/undo.ts";
import { executePlan } from "../../../src/lifecycle/deletion/run/run.ts";
import { runDueDeletions } from "../../../src/lifecycle/deletion/worker.ts";
import { db } from "../../../src/platform/db/client.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { findNamespace } from "../../../src/tenancy/namespaces/list.ts";
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
import { fakeRegistry, sha256 } from "../../support/fakes/registry.ts";
import { serveManifests } from "../../support/fakes/stored-manifests.ts";
import { until } from "../../support/waiting.ts";

// Two processes at one deletion: one that waits for its registry, and one that has taken over what it left, as it seems.

await useDatabase();
before(ensureKeys);
const fake = await fakeRegistry();
const registry = await makeRegistry({ url: fake.url });

async function stocked() {
  const actor = actorOf(await makeUser({ admin: true }));
  const namespace = await makeNamespace({ team: await makeTeam(), registryId: registry.id });
  const repository = await makeRepository({ namespace, tagsCount: 2 });
  await storeImage(repository, { tag: "1.0" });
  await storeImage(repository, { tag: "2.0" });
  const kept = await serveManifests(fake, repository);
  const path = `/v2/${repository.fullName}/manifests/*`;
  const usual = fake.answers.get(path) ?? assert.fail();
  const hung: IncomingMessage[] = [];
  const hang = () => fake.answers.set(path, (req) => void hung.push(req));
  const { id: plan } = await planNamespace(actor, await findNamespace(actor, namespace.id));
  const back = () => fake.answers.set(path, usual);
  return { actor, namespace, repository, plan, hung, hang, back, ...kept };
}

const planNow = (id: number) => db.deletionPlan.findUniqueOrThrow({ where: { id } });
const due = (id: number) =>
  db.deletionPlan.update({ where: { id }, data: { tryAfter: new Date(0) } });
const outcome = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: Error) => error.message,
  );

/** Runs some work until it waits for the registry, has another process take it over, and lets neither get an answer. */
async function tornBetween(it: Awaited<ReturnType<typeof stocked>>, work: () => Promise<unknown>) {
  it.hang();
  const first = outcome(work());
  await until(() => it.hung.length === 1, "the first process to wait");
  await due(it.plan);
  const second = runDueDeletions();
  await until(() => it.hung.length === 2, "the second process to wait");
  it.hung[0]?.destroy();
  const said = await first;
  it.hung[1]?.destroy();
  await second;
  it.back();
  return said;
}

test("what two processes restore at once is restored when the registry answers, and is not deleted again", async () => {
  const it = await stocked();
  const all = it.references();
  await executePlan(it.actor, it.plan);

  await tornBetween(it, () => undo(it.actor, it.plan));
  const { undoingAt, finishedAt } = await planNow(it.plan);
  assert.ok(undoingAt && finishedAt, "the second has it, and goes on later");
  for (let time = 0; time < 3; time += 1) {
    await due(it.plan);
    await runDueDeletions();
  }

  assert.deepEqual(it.references(), all);
  assert.ok((await planNow(it.plan)).undoneAt);
  assert.equal(await db.namespace.count({ where: { id: it.namespace.id } }), 1);
});

test("what two processes delete at once is deleted when the registry answers, and can be restored", async () => {
  const it = await stocked();
  const all = it.references();

  const said = await tornBetween(it, () => executePlan(it.actor, it.plan));
  assert.match(said, /will retry and finish/, "nobody is told that all stays");
  await due(it.plan);
  await runDueDeletions();

  assert.deepEqual(it.references(), []);
  assert.equal(await db.namespace.count({ where: { id: it.namespace.id } }), 0);
  await undo(it.actor, it.plan);
  assert.deepEqual(it.references(), all);
});

test("a finished plan is not continued, whatever its lease says", async () => {
  const it = await stocked();
  await executePlan(it.actor, it.plan);
  await undo(it.actor, it.plan);
  const all = it.references();

  await due(it.plan);

  assert.equal(await runDueDeletions(), 0);
  assert.deepEqual(it.references(), all);
});

test("a push that is applied while its namespace is deleted is deleted with it", async () => {
  const actor = actorOf(await makeUser({ admin: true }));
  const namespace = await makeNamespace({ team: await makeTeam(), registryId: registry.id });
  const repository = await makeRepository({ namespace, visibility: "private" }); // empty, with a rule of its own
  const { stored, references } = await serveManifests(fake, repository);
  const { id } = await planNamespace(actor, await findNamespace(actor, namespace.id));
  const bytes = Buffer.from('{"schemaVersion":2}');
  stored.set(sha256(bytes), bytes);
  let deleting: Promise<void> = Promise.resolve();

  await db.$transaction(async (tx) => {
    const push = {
      ...{ namespace, repository: repository.fullName, digest: sha256(bytes), size: bytes.length },
      ...{ mediaType: "", agent: { id: null, username: "somebody" }, at: new Date().toISOString() },
    };
    await upsertManifest(tx, push, await upsertRepository(tx, push));
    deleting = executePlan(actor, id);
    await until(async () => {
      const waiting = await db.$queryRaw<unknown[]>`
        SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
      return waiting.length > 0;
    }, "the deletion to wait for the push");
  });
  await deleting;

  assert.deepEqual(references(), []);
  assert.equal(await db.namespace.count({ where: { id: namespace.id } }), 0);
});
