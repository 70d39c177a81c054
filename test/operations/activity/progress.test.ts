import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { signIn, useApp } from "../../support/app.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { makeNamespace, makePerson } from "../../support/data/factories.ts";

const app = await useApp();

test("the admin page says how far long work in the background is, as long as it runs", async () => {
  const it = await signIn(app, (await makePerson({ admin: true })).user);
  const { registryId } = await makeNamespace();
  const [checked, running] = [await makeRepository(), await makeRepository()];
  const [at, later] = [new Date(), new Date(Date.now() + 60_000)];
  const idle = await it.get("/admin");
  await db.sizeRecount.createMany({
    data: Array.from({ length: 1_500 }, (_, n) => ({ repositoryId: n + 1_000_000 })),
  });
  await db.retentionRun.create({ data: { repositoryId: checked.id, at } });
  await db.retentionRun.create({
    data: { repositoryId: running.id, at, runningUntil: later },
  });
  await db.syncRun.create({
    data: { registryId, cause: "admin", state: "running", repositories: 3_200, tags: 32_000 },
  });

  const busy = await it.get("/admin");

  assert.doesNotMatch(idle.text, /In progress/);
  assert.match(busy.text, /1,500 left/);
  assert.match(busy.text, />1 checked</);
  assert.match(busy.text, /<a href="\/admin\/sync">3,200 checked<\/a>/);
  assert.match(busy.text, /repositories, 32,000 tags/);
});
