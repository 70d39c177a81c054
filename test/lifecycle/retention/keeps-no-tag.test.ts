import assert from "node:assert/strict";
import { before, test } from "node:test";
import { runNightlyRules } from "../../../src/lifecycle/retention/nightly.ts";
import { db } from "../../../src/platform/db/client.ts";
import { paths } from "../../../src/platform/paths/paths.ts";
import { type Browser, signIn, useApp } from "../../support/app.ts";
import { type MadeRepository, makeRepository } from "../../support/data/catalogue.ts";
import { makeNamespace, makeTeam, makeUser, password } from "../../support/data/factories.ts";
import { storeImage } from "../../support/data/images.ts";

const app = await useApp();
let repository: MadeRepository;
let owner: Browser;
let as: string;

before(async () => {
  const olga = await makeUser();
  const namespace = await makeNamespace({ team: await makeTeam({ owners: [olga] }) });
  repository = await makeRepository({ namespace, tagsCount: 1 });
  await storeImage(repository, { tag: "latest" });
  owner = await signIn(app, olga);
  as = `${olga.username}:${password}`;
});

async function put(body: unknown) {
  const res = await fetch(`${app.url}/api/v1/repositories/${repository.id}/retention`, {
    method: "PUT",
    headers: { "Portus-Auth": as, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await res.text();
  return { status: res.status, message: text && JSON.parse(text).message };
}

const rule = () => db.retentionRule.findUnique({ where: { repositoryId: repository.id } });

test("rules that keep no tag are not run once either, unless that is selected", async () => {
  const page = paths.retention(repository);
  await owner.get(page);

  const refused = await owner.post(page, {});
  assert.equal(refused.status, 422);
  assert.match(refused.text, /keep no tag/);
  assert.equal((await owner.post(page, { deleteAllMatching: "on" })).status, 303);
});

test("A1: rules that keep no tag are refused in every spelling", async () => {
  assert.equal((await put({})).status, 422);
  for (const body of [
    { nightly: true },
    { matching: "^pr-" },
    { newest: 0, pushed_days: null, pulled_days: 0, nightly: true },
    { delete_all_matching: false, matching: ".*" },
  ]) {
    const { status, message } = await put(body);
    assert.equal(status, 422, JSON.stringify(body));
    assert.match(message.delete_all_matching[0], /keep no tag/);
  }
  for (const [name, suggestion] of [
    ["newst", "newest"],
    ["pushedDays", "pushed_days"],
    ["keep_latest", null],
  ] as const) {
    const { status, message } = await put({ [name]: 5 });
    assert.equal(status, 422);
    assert.match(
      message[name][0],
      suggestion ? new RegExp(`Did you mean "${suggestion}"`) : /It takes: /,
    );
  }
  assert.equal(await rule(), null);
});

test("A1: rules that keep a tag are saved, and run every night only if they say so", async () => {
  assert.equal((await put({ newest: 3 })).status, 204);
  assert.equal((await rule())?.nightly, false);

  assert.equal((await put({ newest: 3, nightly: true })).status, 204);
  assert.equal((await rule())?.nightly, true);
});

test("A1: deleting all matching tags needs an explicit choice, in the API and on the page", async () => {
  const rules = { matching: "^pr-", delete_all_matching: true };
  assert.equal((await put(rules)).status, 204);
  await db.retentionRule.deleteMany();

  await owner.get(paths.retention(repository));
  const refused = await owner.post(`${paths.retention(repository)}/rules`, { matching: "^pr-" });
  assert.equal(refused.status, 422);
  assert.match(refused.text, /These rules keep no tag/);
  const fields = { matching: "^pr-", deleteAllMatching: "on" };
  assert.equal((await owner.post(`${paths.retention(repository)}/rules`, fields)).status, 303);
});

test("A1: rules that keep no tag and were saved by an earlier version delete nothing", async () => {
  const empty = { matching: "", protecting: "", newest: 0, latestOfMinor: false, nightly: true };
  await db.retentionRule.deleteMany();
  await db.retentionRule.create({
    data: { repositoryId: repository.id, savedBy: "olga", savedAt: new Date(0), ...empty },
  });

  await runNightlyRules();

  const run = await db.retentionRun.findUniqueOrThrow({ where: { repositoryId: repository.id } });
  assert.equal(run.deleted, 0);
  assert.match(run.note ?? "", /keep no tag/);
  assert.equal(await db.tag.count({ where: { repositoryId: repository.id } }), 1);
});
