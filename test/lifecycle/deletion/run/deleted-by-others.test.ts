import assert from "node:assert/strict";
import { test } from "node:test";
import { findRepository } from "../../../../src/catalogue/repositories/find.ts";
import { findPlan } from "../../../../src/lifecycle/deletion/plan/find.ts";
import { start } from "../../../../src/lifecycle/deletion/run/start.ts";
import { deleteByRules } from "../../../../src/lifecycle/retention/delete-tags.ts";
import { useApp } from "../../../support/app.ts";
import { by, password } from "../../../support/data/factories.ts";
import { planDeletion, useStock } from "../stock.ts";

const app = await useApp();
const { stocked } = await useStock();

/** A repository all of whose images another deletion is about to delete. */
async function inDeletion(tags: string[]) {
  const stock = await stocked(tags);
  const plan = await findPlan(stock.actor, await planDeletion(stock, { tags }));
  assert.equal(await start(by(stock.actor), plan, "anyone"), true);
  return stock;
}

type Stock = Awaited<ReturnType<typeof inDeletion>>;

async function send({ owner }: Stock, method: string, path: string) {
  const res = await fetch(`${app.url}/api/v1${path}`, {
    method,
    headers: { "Portus-Auth": `${owner.username}:${password}` },
  });
  return { status: res.status, text: await res.text() };
}

test("the deletion of a repository whose images another one deletes is refused with that reason", async () => {
  const stock = await inDeletion(["1.0", "2.0"]);

  const { status, text } = await send(stock, "DELETE", `/repositories/${stock.repository.id}`);

  assert.equal(status, 422);
  assert.match(text, /Another deletion already deletes all of this/);
});

test("retention leaves tags to a deletion that already deletes them", async () => {
  const { actor, repository } = await inDeletion(["1.0", "2.0"]);
  const rules = {
    matching: "",
    protecting: "",
    newest: 0,
    pushedDays: null,
    pulledDays: null,
    latestOfMinor: false,
    deleteAllMatching: true,
    untaggedDays: null,
    nightly: false,
  };

  const outcome = await deleteByRules(
    by(actor),
    await findRepository(actor, repository.fullName),
    rules,
  );

  const left = "Another deletion already deletes all of this.";
  assert.deepEqual(outcome, { deletion: null, deleted: 0, untagged: 0, left });
});
