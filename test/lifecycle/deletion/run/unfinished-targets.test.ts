import assert from "node:assert/strict";
import { test } from "node:test";
import { planNamespace } from "../../../../src/lifecycle/deletion/plan/targets.ts";
import { startPlan } from "../../../../src/lifecycle/deletion/run/run.ts";
import { db, type User } from "../../../../src/platform/db/client.ts";
import { findNamespace } from "../../../../src/tenancy/namespaces/find.ts";
import { makeManifest } from "../../../support/data/catalogue.ts";
import { actorOf, by, makeNamespace, makeTeam, makeUser } from "../../../support/data/factories.ts";
import { useDatabase } from "../../../support/database.ts";
import { reloadPlan, useStock } from "../stock.ts";

await useDatabase();
const { fake, stocked } = await useStock();

type Stock = Awaited<ReturnType<typeof stocked>>;

/** Does something whenever the registry deletes a manifest of the repository. */
function atEachDelete({ repository }: Stock, work: () => Promise<unknown>): void {
  const path = `/v2/${repository.fullName}/manifests/*`;
  const usual = fake.answers.get(path) ?? assert.fail();
  fake.answers.set(path, async (req, res) => {
    if (req.method === "DELETE") await work();
    return usual(req, res);
  });
}

async function planFor(owner: User, namespaceId: number): Promise<number> {
  const actor = actorOf(owner);
  return (await planNamespace(by(actor), await findNamespace(actor, namespaceId))).id;
}

const entriesOf = ({ id: namespaceId }: { id: number }) =>
  db.activity.findMany({ where: { namespaceId }, orderBy: { id: "asc" } });

test("what was deleted of a namespace that keeps receiving pushes is in the audit log", async () => {
  const stock = await stocked(["1.0"]);
  const id = await planFor(stock.owner, stock.namespace.id);
  atEachDelete(stock, () => makeManifest(stock.repository));

  await assert.rejects(startPlan(by(stock.actor), id), /New pushes kept arriving/);

  const [entry, ...others] = await entriesOf(stock.namespace);
  assert.deepEqual(
    [entry?.key, entry?.subject, entry?.actorName, others],
    ["tag.delete", stock.repository.fullName, stock.owner.username, []],
  );
  const { tags, manifests, plan } = Object(entry?.details);
  assert.deepEqual([tags, manifests, plan], [["1.0"], 3, id]);
});

test("what was deleted of a namespace before its owner was disabled is in the audit log", async () => {
  const stock = await stocked(["1.0", "2.0"]);
  const id = await planFor(stock.owner, stock.namespace.id);
  atEachDelete(stock, () =>
    db.user.update({ where: { id: stock.owner.id }, data: { disabledAt: new Date() } }),
  );

  await assert.rejects(startPlan(by(stock.actor), id), /person who asked for it/);

  const [entry, ...others] = await entriesOf(stock.namespace);
  assert.deepEqual(
    [entry?.key, entry?.subject, entry?.actorName, others],
    ["repository.delete", stock.repository.fullName, stock.owner.username, []],
  );
  const { tags, manifests, plan } = Object(entry?.details);
  assert.deepEqual([tags, manifests, plan], [["1.0", "2.0"], 2, id]);
});

test("an empty namespace that stays because its owner was disabled has no entry of a deletion", async () => {
  const owner = await makeUser();
  const namespace = await makeNamespace({ team: await makeTeam({ owners: [owner] }) });
  const id = await planFor(owner, namespace.id);
  await db.user.update({ where: { id: owner.id }, data: { disabledAt: new Date() } });

  await assert.rejects(startPlan(by(owner), id), /person who asked for it/);

  assert.deepEqual(await entriesOf(namespace), []);
  assert.ok((await reloadPlan(id)).finishedAt);
});
