import assert from "node:assert/strict";
import { test } from "node:test";
import { executePlan } from "../../../../src/lifecycle/deletion/run/run.ts";
import { updateForecasts } from "../../../../src/lifecycle/retention/next-night/forecast.ts";
import { db, type User } from "../../../../src/platform/db/client.ts";
import { signIn, useApp } from "../../../support/app.ts";
import { by, makePerson } from "../../../support/data/factories.ts";
import { planDeletion, useStock } from "../stock.ts";

const app = await useApp();
const { stocked } = await useStock();

type Stock = Awaited<ReturnType<typeof stocked>>;

async function deleteFrom(stock: Stock, selection: Parameters<typeof planDeletion>[1]) {
  const id = await planDeletion(stock, selection);
  await executePlan(by(stock.actor), id);
}

const links = async (user: User, path: string) => {
  const { text } = await (await signIn(app, user)).get(path);
  const found = text.matchAll(
    /<a href="(\/deletions[^"]*)">([^<]*(?:restored|next night)[^<]*)</gi,
  );
  return [...found].map(([, href = "", words]) => [href.replaceAll("&amp;", "&"), words]);
};

test("the pages of a namespace, its team and the dashboard count what can be restored", async () => {
  const stock = await stocked(["1.0", "2.0"]);
  const { owner, namespace, team } = stock;
  await deleteFrom(stock, { tags: ["1.0"] });
  const places = [
    [`/namespaces/${namespace.id}`, `/deletions?namespace=${namespace.name}&state=restorable`],
    [`/teams/${team.id}`, `/deletions?team=${team.name}&state=restorable`],
    ["/", "/deletions?state=restorable"],
  ] as const;

  for (const [page, href] of places)
    assert.deepEqual(await links(owner, page), [[href, "1 deletion can be restored"]]);
  await deleteFrom(stock, { whole: true });
  for (const [page, href] of places)
    assert.deepEqual(await links(owner, page), [
      [href, "1 deleted repository and 1 other deletion can be restored"],
    ]);
});

test("members who may not delete, and visitors, see no count", async () => {
  const stock = await stocked(["1.0"]);
  const { namespace, team } = stock;
  await db.namespace.update({ where: { id: namespace.id }, data: { visibility: "public" } });
  await deleteFrom(stock, { whole: true });
  const { user: viewer } = await makePerson();
  await db.membership.create({ data: { teamId: team.id, userId: viewer.id, role: "viewer" } });

  for (const page of [`/namespaces/${namespace.id}`, `/teams/${team.id}`, "/"])
    assert.deepEqual(await links(viewer, page), []);
  const { user: stranger } = await makePerson();
  assert.deepEqual(await links(stranger, `/namespaces/${namespace.id}`), []);
});

test("the dashboard and the admin's page say what the next night deletes", async () => {
  await db.deletionPlan.deleteMany();
  const stock = await stocked(["1.0", "2.0", "3.0"]);
  const rules = { matching: "", protecting: "", latestOfMinor: false, savedBy: "olga" };
  await db.retentionRule.create({
    data: { namespaceId: stock.namespace.id, ...rules, newest: 1, nightly: true },
  });
  await updateForecasts();
  const { user: admin } = await makePerson({ admin: true });

  const link = ["/deletions/next", "The next night deletes 2 tags"];
  assert.deepEqual(await links(stock.owner, "/"), [link]);
  assert.deepEqual(await links(admin, "/admin"), [link]);
  assert.deepEqual(await links((await makePerson()).user, "/"), []);
});
