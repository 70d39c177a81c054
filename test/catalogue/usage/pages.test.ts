import assert from "node:assert/strict";
import { before, test } from "node:test";
import { db, type Namespace } from "../../../src/platform/db/client.ts";
import { paths } from "../../../src/platform/paths/paths.ts";
import { type Browser, signIn, useApp } from "../../support/app.ts";
import { type MadeRepository, makeRepository } from "../../support/data/catalogue.ts";
import { makeNamespace, makeTeam, makeUser } from "../../support/data/factories.ts";
import { storeImage } from "../../support/data/images.ts";

const app = await useApp();
const day = (ago: number) => new Date(new Date().setUTCHours(0, 0, 0, 0) - ago * 86_400_000);
let namespace: Namespace;
let repository: MadeRepository;
let owner: Browser;
let stranger: Browser;

before(async () => {
  const olga = await makeUser();
  namespace = await makeNamespace({
    team: await makeTeam({ owners: [olga] }),
    visibility: "public",
  });
  repository = await makeRepository({ namespace, tagsCount: 1 });
  const { digest } = await storeImage(repository, { tag: "1.0" });
  const repositoryId = repository.id;
  for (const [ago, count] of [
    [0, 12],
    [40, 30],
  ] as const) {
    await db.dailyPulls.create({ data: { repositoryId, day: day(ago), count } });
    await db.pullCount.create({ data: { repositoryId, digest, day: day(ago), count } });
  }
  [owner, stranger] = [await signIn(app, olga), await signIn(app, await makeUser())];
});

test("a repository's page charts the pulls of 30 days and repeats them in a sentence", async () => {
  const { text } = await owner.get(paths.repository(repository));

  assert.match(text, /<strong>12 pulls<\/strong>.*in the last 30 days, peak 12 a day/);
  assert.equal(text.match(/<rect/g)?.length, 30);
  assert.match(text, new RegExp(paths.repositoryUsage(repository)));
});

test("the usage page shows the pulls of each day and of each tag, for 30 or 90 days", async () => {
  const month = await owner.get(paths.repositoryUsage(repository));
  const quarter = await owner.get(paths.repositoryUsage(repository, { days: 90 }));

  const today = day(0).toISOString().slice(0, 10);
  assert.match(month.text, new RegExp(`${today}</th><td>12<`));
  assert.match(quarter.text, /<strong>42 pulls<\/strong>/);
  assert.match(quarter.text, /data-label="Last 90 days"[\s\S]*?<\/svg>\s*42</);
  assert.match((await owner.get(paths.repositoryUsage(repository, { days: 7 }))).text, /12 pulls/);
});

test("a namespace's usage counts only repositories that the viewer may see", async () => {
  const hidden = await makeRepository({ namespace, visibility: "private" });
  await db.dailyPulls.create({ data: { repositoryId: hidden.id, day: day(1), count: 1000 } });

  const all = await owner.get(paths.usage(namespace));
  const some = await stranger.get(paths.usage(namespace));
  const page = await stranger.get(paths.namespace(namespace));

  assert.match(all.text, /<strong>1,012 pulls<\/strong>/);
  assert.match(all.text, new RegExp(hidden.fullName));
  for (const { text } of [some, page]) {
    assert.match(text, /<strong>12 pulls<\/strong>/);
    assert.doesNotMatch(text, new RegExp(hidden.fullName));
  }
});

test("the list of unused images leads to a deletion plan", async () => {
  await db.manifest.updateMany({ data: { pushedAt: day(200) } });
  await db.tag.updateMany({ data: { pushedAt: day(200) } });
  const { text } = await owner.get(paths.stale(namespace));
  const [, digest = ""] = /name="digest" value="([^"]+)"/.exec(text) ?? [];
  assert.doesNotMatch((await stranger.get(paths.stale(namespace))).text, /name="digest"/);

  const planned = await owner.post(paths.planDeletion(repository), { digest });

  const plan = await db.deletionPlan.findFirstOrThrow();
  assert.deepEqual(plan.selection, { digest });
  assert.deepEqual([planned.status, planned.location], [303, paths.deletion(plan)]);
});

test("a namespace without unused images says so, and one without pulls too", async () => {
  const empty = await makeNamespace({ visibility: "public" });

  assert.match((await owner.get(paths.stale(empty))).text, /Nothing unused/);
  assert.match((await owner.get(paths.usage(empty))).text, /No pulls in the last 30 days/);
});
