import assert from "node:assert/strict";
import { test } from "node:test";
import { findPlan } from "../../../src/lifecycle/deletion/plan/find.ts";
import { restore, startRestore } from "../../../src/lifecycle/deletion/restore/start.ts";
import { executePlan, executeUnreviewed } from "../../../src/lifecycle/deletion/run/run.ts";
import { db, type Tx } from "../../../src/platform/db/client.ts";
import { by, makeTeam } from "../../support/data/factories.ts";
import { useDatabase } from "../../support/database.ts";
import { planDeletion, reloadPlan, tagsOf, untilBlocked, useStock } from "./stock.ts";

await useDatabase();
const { fake, stocked } = await useStock();

type Stock = Awaited<ReturnType<typeof stocked>>;

async function transfer({ namespace }: Stock, tx: Tx = db): Promise<void> {
  const { id: teamId } = await makeTeam();
  await tx.namespace.update({ where: { id: namespace.id }, data: { teamId } });
}

/** Does something while the registry is asked whether the plan is still as shown. */
async function whenChecked({ repository }: Stock, work: () => Promise<unknown>): Promise<void> {
  const { answers } = fake;
  const path = `/v2/${repository.fullName}/manifests/*`;
  const usual = answers.get(path) ?? assert.fail();
  answers.set(path, async (req, res) => {
    await work();
    answers.set(path, usual);
    return usual(req, res);
  });
}

test("the owner of a team that transferred a namespace no longer sees its deletions, and can't restore them", async () => {
  const stock = await stocked(["1.0", "2.0"]);
  const id = await planDeletion(stock, { tags: ["1.0"] });
  await executePlan(by(stock.actor), id);
  await transfer(stock);

  await assert.rejects(findPlan(stock.actor, id), { name: "NotFound" });
  await assert.rejects(restore(by(stock.actor), id), { name: "NotFound" });
});

test("nothing is deleted if the namespace was transferred while the plan was checked", async () => {
  const stock = await stocked(["1.0", "2.0"]);
  const id = await planDeletion(stock, { tags: ["1.0"] });
  await whenChecked(stock, () => transfer(stock));

  await assert.rejects(executePlan(by(stock.actor), id), { name: "NotFound" });

  assert.deepEqual(await tagsOf(stock.repository), ["1.0", "2.0"]);
  assert.equal((await reloadPlan(id)).executedAt, null);
});

test("a tag that became immutable while its plan was checked is not deleted", async () => {
  const stock = await stocked(["1.0", "2.0"]);
  const id = await planDeletion(stock, { tags: ["1.0"] });
  const { id: repositoryId } = stock.repository;
  await whenChecked(stock, () =>
    db.repository.update({ where: { id: repositoryId }, data: { immutableTags: ["1.*"] } }),
  );

  await assert.rejects(executePlan(by(stock.actor), id), /1\.0 is immutable here/);

  assert.deepEqual(await tagsOf(stock.repository), ["1.0", "2.0"]);
});

test("a deletion from a repository that no longer exists is not started", async () => {
  const stock = await stocked(["1.0"]);
  const plan = await findPlan(stock.actor, await planDeletion(stock, { whole: true }));
  await db.repository.delete({ where: { id: stock.repository.id } });

  await assert.rejects(executeUnreviewed(by(stock.actor), plan), /already deleted/);

  assert.equal((await reloadPlan(plan.id)).executedAt, null);
});

test("nothing is restored if the namespace was transferred in the meantime", async () => {
  const stock = await stocked(["1.0", "2.0"]);
  const id = await planDeletion(stock, { tags: ["1.0"] });
  await executePlan(by(stock.actor), id);
  const before = stock.references();
  let restoring: Promise<unknown> = Promise.resolve();

  await db.$transaction(async (tx) => {
    await transfer(stock, tx);
    restoring = startRestore(by(stock.actor), id);
    restoring.catch(() => undefined);
    await untilBlocked("the restore to wait for the transfer");
  });

  await assert.rejects(restoring, { name: "NotFound" });
  assert.deepEqual(stock.references(), before);
  assert.equal((await reloadPlan(id)).restoringAt, null);
});
