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

for (const [title, fields, status] of [
  ["rules that keep no tag are not run once either", {}, 422],
  [
    "rules that delete all matching tags are run if that is selected",
    { deleteAllMatching: "on" },
    303,
  ],
] as const)
  test(title, async () => {
    const page = paths.retention(repository);
    await owner.get(page);

    const answer = await owner.post(page, fields);

    assert.equal(answer.status, status);
    assert.equal(/keep no tag/.test(answer.text), status === 422);
  });

test("A1: a request without rules is refused", async () => {
  assert.equal((await put({})).status, 422);
});

test("A1: rules that keep no tag are refused in every spelling", async () => {
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
  assert.equal(await rule(), null);
});

test("A1: a misspelled field of rules is refused with the one that is meant", async () => {
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

for (const nightly of [false, true])
  test(`A1: rules that keep a tag are saved, and run ${nightly ? "every night if" : "no night unless"} they say so`, async () => {
    const { status } = await put({ newest: 3, ...(nightly && { nightly }) });

    assert.equal(status, 204);
    assert.equal((await rule())?.nightly, nightly);
  });

test("A1: the API deletes all matching tags if the rules say so", async () => {
  const { status } = await put({ matching: "^pr-", delete_all_matching: true });

  assert.equal(status, 204);
});

for (const [title, fields, status] of [
  ["refuses rules that keep no tag", {}, 422],
  [
    "saves rules that delete all matching tags if that is selected",
    { deleteAllMatching: "on" },
    303,
  ],
] as const)
  test(`A1: the page ${title}`, async () => {
    await owner.get(paths.retention(repository));

    const path = `${paths.retention(repository)}/rules`;
    const answer = await owner.post(path, { matching: "^pr-", ...fields });

    assert.equal(answer.status, status);
    assert.equal(/These rules keep no tag/.test(answer.text), status === 422);
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
