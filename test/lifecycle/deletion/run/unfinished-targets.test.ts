import assert from "node:assert/strict";
import { test } from "node:test";
import { listDeletions } from "../../../../src/lifecycle/deletion/list/list.ts";
import { planNamespace, planTeam } from "../../../../src/lifecycle/deletion/plan/targets.ts";
import { restore } from "../../../../src/lifecycle/deletion/restore/start.ts";
import { executePlan, startPlan } from "../../../../src/lifecycle/deletion/run/run.ts";
import { db, type User } from "../../../../src/platform/db/client.ts";
import { findNamespace } from "../../../../src/tenancy/namespaces/find.ts";
import { findTeam } from "../../../../src/tenancy/teams/find.ts";
import { makeManifest } from "../../../support/data/catalogue.ts";
import { actorOf, by, makeNamespace, makeTeam, makeUser } from "../../../support/data/factories.ts";
import { useDatabase } from "../../../support/database.ts";
import { respond } from "../../../support/fakes/registry.ts";
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

test("a team that is deleted only in part is listed as such, and its restore restores images, not the team", async () => {
  const stock = await stocked(["1.0", "2.0"]);
  const { actor, team, namespace, repository } = stock;
  const plan = await planTeam(by(actor), await findTeam(actor, team.id), undefined);
  let deletes = 0;
  const path = `/v2/${repository.fullName}/manifests/*`;
  const usual = fake.answers.get(path) ?? assert.fail();
  fake.answers.set(path, (req, res) => {
    if (req.method !== "DELETE") return usual(req, res);
    deletes += 1;
    return deletes === 1 ? usual(req, res) : respond(res, 405);
  });

  await assert.rejects(executePlan(by(actor), plan.id), { name: "Invalid" });
  const listed = (await listDeletions(actor, {}, {})).rows.find(({ id }) => id === plan.id);
  await restore(by(actor), plan.id);

  assert.deepEqual([listed?.partly, listed?.subject], [true, team.name]);
  assert.ok(await db.team.findUnique({ where: { id: team.id } }));
  const entries = await db.activity.findMany({
    where: { teamId: team.id },
    orderBy: { id: "asc" },
  });
  const place = [repository.fullName, namespace.id, repository.id, namespace.registryId];
  assert.deepEqual(
    entries.map((it) => [it.key, it.subject, it.namespaceId, it.repositoryId, it.registryId]),
    [
      ["tag.delete", ...place],
      ["repository.put_back", ...place],
    ],
  );
  assert.equal((await reloadPlan(plan.id)).partly, true);
});
