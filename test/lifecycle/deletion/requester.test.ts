import assert from "node:assert/strict";
import { test } from "node:test";
import { planNamespace } from "../../../src/lifecycle/deletion/plan/targets.ts";
import { restore, startRestore } from "../../../src/lifecycle/deletion/restore/start.ts";
import { executePlan } from "../../../src/lifecycle/deletion/run/run.ts";
import { runDueDeletions } from "../../../src/lifecycle/deletion/worker.ts";
import { db } from "../../../src/platform/db/client.ts";
import { applyPending } from "../../../src/protocol/events/apply-pending.ts";
import { readEnvelopeOffLoop } from "../../../src/protocol/events/envelope.ts";
import { storeEvents } from "../../../src/protocol/events/receive.ts";
import { findNamespace } from "../../../src/tenancy/namespaces/find.ts";
import { type EventDraft, eventOf } from "../../support/data/events.ts";
import { by } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";
import { planDeletion, startInBackground, useStock, versions } from "./stock.ts";

await useDatabase();
const { fake, registry, stocked } = await useStock();

const token = { credential: "application_token:7", address: "198.51.100.7" } as const;

/** The entries about a subject: their key, with which credential and from where. */
async function entriesOf(subject: string) {
  const entries = await db.activity.findMany({ where: { subject }, orderBy: { id: "asc" } });
  return entries.map(({ key, credential, address }) => [key, credential, address]);
}

async function receive(draft: EventDraft): Promise<void> {
  await storeEvents(
    await readEnvelopeOffLoop(JSON.stringify({ events: [eventOf(draft)] }), new Date()),
  );
  await applyPending();
}

test("the entries of a deletion and its restore name the credentials and addresses of who asked for them", async () => {
  const { actor, repository, ...stock } = await stocked(["1.0", "2.0"]);
  const id = await planDeletion({ actor, repository, ...stock }, { tags: ["1.0"] });

  await executePlan(by(actor), id);
  await restore({ actor, ...token }, id);

  assert.deepEqual(await entriesOf(repository.fullName), [
    ["tag.delete", "session", "192.0.2.1"],
    ["repository.put_back", token.credential, token.address],
  ]);
});

test("the same holds for what a worker finishes long after the request", async () => {
  const { actor, namespace } = await stocked(versions(61));
  const found = await findNamespace(actor, namespace.id);
  const { id } = await planNamespace(by(actor), found);

  await startInBackground({ actor, ...token }, id);
  await runDueDeletions();
  await startRestore(by(actor), id);
  await runDueDeletions();

  assert.deepEqual(await entriesOf(namespace.name), [
    ["namespace.delete", token.credential, token.address],
    ["namespace.put_back", "session", "192.0.2.1"],
  ]);
});

test("a deletion that was started before credentials were stored is recorded as the work of the system", async () => {
  const { actor, namespace } = await stocked(versions(12));
  const { id } = await planNamespace(by(actor), await findNamespace(actor, namespace.id));
  await startInBackground(by(actor), id);
  await db.deletionPlan.update({ where: { id }, data: { credential: null, address: null } });

  await runDueDeletions();

  assert.deepEqual(await entriesOf(namespace.name), [["namespace.delete", "system", null]]);
});

test("a tag's timeline names who deleted it, even if the event comes before the registry's answer", async () => {
  const stock = await stocked(["1.0", "2.0"]);
  const { actor, repository } = stock;
  const id = await planDeletion(stock, { tags: ["1.0"] });
  const { digest } = await db.manifest.findFirstOrThrow({
    where: { repositoryId: repository.id, tags: { some: { name: "1.0" } } },
  });
  const path = `/v2/${repository.fullName}/manifests/*`;
  const serve = fake.answers.get(path) ?? assert.fail();
  fake.answers.set(path, async (req, res) => {
    const place = { repository: repository.fullName, host: registry.hostname };
    if (req.method === "DELETE")
      await receive({ ...place, action: "delete", digest, actor: "portus" });
    return serve(req, res);
  });

  await executePlan(by(actor), id);

  const moves = await db.tagMove.findMany({ where: { repositoryId: repository.id, digest: null } });
  assert.deepEqual(
    moves.map(({ tag, byName }) => [tag, byName]),
    [["1.0", actor.username]],
  );
});
