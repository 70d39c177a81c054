import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { planNamespace } from "../../../../src/lifecycle/deletion/plan/targets.ts";
import { restore } from "../../../../src/lifecycle/deletion/restore/start.ts";
import { executePlan } from "../../../../src/lifecycle/deletion/run/run.ts";
import { runNightlyRules } from "../../../../src/lifecycle/retention/nightly.ts";
import { nextNight } from "../../../../src/lifecycle/retention/nightly-times.ts";
import { config } from "../../../../src/platform/config/config.ts";
import { db, type User } from "../../../../src/platform/db/client.ts";
import { findNamespace } from "../../../../src/tenancy/namespaces/find.ts";
import { signIn, useApp } from "../../../support/app.ts";
import { by, makePerson } from "../../../support/data/factories.ts";
import { planDeletion, useStock } from "../stock.ts";

const app = await useApp();
const { fake, registry, stocked } = await useStock();

type Stock = Awaited<ReturnType<typeof stocked>>;

async function runDeletion(stock: Stock, selection: Parameters<typeof planDeletion>[1]) {
  const id = await planDeletion(stock, selection);
  await executePlan(by(stock.actor), id);
  return id;
}

const page = async (user: User, query = "") =>
  (await signIn(app, user)).get(`/deletions${query && `?${query}`}`);

/** The subjects of the rows, in their order, as people read them. */
const rowsOf = (text: string) =>
  [...text.matchAll(/<th scope="row"><a[^>]*>([^<]*)/g)].map(([, what]) => what);

const offersRestore = (text: string, id: number) =>
  text.includes(`action="/deletions/${id}/restoration"`);

describe("the list of deletions", () => {
  let stock: Stock;
  let [one, two, whole] = [0, 0, 0];
  let name = "";

  before(async () => {
    stock = await stocked(["1.0", "1.1", "1.2", "2.0"]);
    name = stock.repository.fullName;
    one = await runDeletion(stock, { tags: ["1.0"] });
    two = await runDeletion(stock, { tags: ["1.1", "1.2"] });
    whole = await runDeletion(stock, { whole: true });
  });

  test("says what was deleted, the person and the last day for a restore", async () => {
    const { text } = await page(stock.owner);

    const what = [`Repository ${name} with 1 tag`, `2 tags of ${name}`, `${name}:1.0`];
    assert.deepEqual(rowsOf(text), what);
    assert.match(text, new RegExp(`data-label="By"[^>]*>${stock.owner.username}<`));
    assert.match(text, /until <time datetime="[^"]+" title="[^"]+ UTC">[\w ]+<\/time>/);
    for (const id of [one, two, whole]) assert.ok(offersRestore(text, id));
  });

  const filters = (): [string, number[]][] => [
    ["q=1.1", [two]],
    [`q=${name}:1.0`, [one]],
    ["q=1", []],
    [`q=${name.slice(0, -1).toUpperCase()}`, [whole, two, one]],
    ["q=%25", []],
    [`who=${stock.owner.username}`, [whole, two, one]],
    ["who=portus", []],
    [`namespace=${stock.namespace.name}`, [whole, two, one]],
    [`namespace=${registry.hostname}/${stock.namespace.name}`, [whole, two, one]],
    ["namespace=unknown", []],
    [`team=${stock.team.name}`, [whole, two, one]],
    [`repository=${name}`, [whole, two, one]],
    [`repository=${name}x`, []],
    ["state=restorable", [whole, two, one]],
    ["state=restored", []],
    ["state=running", []],
    ["state=failed", []],
    ["state=expired", []],
    ["state=odd&older=odd", [whole, two, one]],
  ];
  test("can be filtered; unreadable filters are ignored", async () => {
    const it = await signIn(app, stock.owner);
    for (const [query, ids] of filters()) {
      const { status, text } = await it.get(`/deletions?${query}`);
      const found = [...text.matchAll(/data-key="(\d+)"/g)].map(([, id]) => Number(id));
      assert.deepEqual([query, status, found], [query, 200, ids]);
    }
  });

  test("repeated and nested parameters are no error", async () => {
    const it = await signIn(app, stock.owner);

    for (const query of ["q=a&q=b", "state[x]=1", "who[]=a", `q=${"a".repeat(400)}`])
      assert.equal((await it.get(`/deletions?${query}`)).status, 200, query);
  });

  test("is empty for people who may not delete there", async () => {
    const [stranger, viewer, contributor] = await people(3);
    const { id: teamId } = stock.team;
    await db.membership.createMany({
      data: [
        { teamId, userId: viewer.id, role: "viewer" },
        { teamId, userId: contributor.id, role: "contributor" },
      ],
    });

    for (const user of [stranger, viewer, contributor])
      assert.deepEqual(rowsOf((await page(user)).text), []);
  });

  test("shows everything to admins", async () => {
    const { user: admin } = await makePerson({ admin: true });

    const { text } = await page(admin, `namespace=${stock.namespace.name}`);

    assert.equal(rowsOf(text).length, 3);
    assert.ok(offersRestore(text, whole));
  });

  test("offers contributors to restore, if contributors may delete", async () => {
    const [contributor] = await people(1);
    const { id: teamId } = stock.team;
    await db.membership.create({ data: { teamId, userId: contributor.id, role: "contributor" } });
    const rules = config.rules as { deleteByContributors: boolean };
    rules.deleteByContributors = true;
    try {
      assert.ok(offersRestore((await page(contributor)).text, whole));
    } finally {
      rules.deleteByContributors = false;
    }
  });

  test("offers no restore to people who may not push by now", async () => {
    const rules = config.rules as { pushPolicy: string };
    rules.pushPolicy = "admin-only";
    try {
      const { text } = await page(stock.owner);
      assert.equal(rowsOf(text).length, 3);
      assert.ok(!offersRestore(text, whole));
    } finally {
      rules.pushPolicy = "allow-teams";
    }
  });
});

test("a deletion restored from the list is confirmed with a link to the repository", async () => {
  const stock = await stocked(["1.0", "2.0"]);
  const id = await runDeletion(stock, { tags: ["1.0"] });
  const it = await signIn(app, stock.owner);
  await it.get("/deletions");

  const { status, location } = await it.post(`/deletions/${id}/restoration`);
  const { text } = await it.get(location ?? "");

  assert.equal(status, 303);
  const { fullName } = stock.repository;
  assert.match(text, new RegExp(`Restored\\..* <a href="/repositories/[^"]*${fullName}">Open `));
  assert.match((await it.get("/deletions?state=restored")).text, new RegExp(`data-key="${id}"`));
});

test("restoring from the list says why if the registry is not reachable", async () => {
  const stock = await stocked(["1.0", "2.0"]);
  const id = await runDeletion(stock, { tags: ["1.0"] });
  const it = await signIn(app, stock.owner);
  await it.get("/deletions");
  fake.answers.set(`/v2/${stock.repository.fullName}/manifests/*`, (req) => req.socket.destroy());

  const { status, text } = await it.post(`/deletions/${id}/restoration`);

  assert.equal(status, 422);
  assert.match(text, /Some images could not be restored\. .*[Rr]egistry/);
  assert.match((await it.get("/deletions?state=failed")).text, /Some images could not be restored/);
});

test("an expired deletion is listed without its restore", async () => {
  const stock = await stocked(["1.0", "2.0"]);
  const id = await runDeletion(stock, { tags: ["1.0"] });
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
  await db.deletionPlan.update({
    where: { id },
    data: { createdAt: daysAgo(8), executedAt: daysAgo(8), restorableUntil: daysAgo(1) },
  });

  const { text } = await page(stock.owner, "state=expired");

  assert.match(text, /no longer possible/);
  assert.ok(!offersRestore(text, id));
  await assert.rejects(restore(by(stock.actor), id), /time to restore it is over/);
});

test("what was deleted in a namespace that is deleted is found by its name, and restored after it", async () => {
  const stock = await stocked(["1.0", "2.0"]);
  const { actor, owner, namespace, repository } = stock;
  const tag = await runDeletion(stock, { tags: ["1.0"] });
  const { id } = await planNamespace(by(actor), await findNamespace(actor, namespace.id));
  await executePlan(by(actor), id);
  const it = await signIn(app, owner);
  const find = async (query: string) => rowsOf((await it.get(`/deletions?${query}`)).text);

  const rows = [
    `Namespace ${namespace.name} with 1 repository, 1 tag`,
    `${repository.fullName}:1.0`,
  ];
  assert.deepEqual(await find(`namespace=${namespace.name}`), rows);
  assert.deepEqual(await find(`repository=${repository.fullName}`), rows.slice(1));
  const early = await it.post(`/deletions/${tag}/restoration`);
  assert.equal(early.status, 422);
  assert.match(early.text, /Its namespace is deleted\. Restore that first\./);
  assert.equal((await it.post(`/deletions/${id}/restoration`)).status, 303);
  assert.equal((await it.post(`/deletions/${tag}/restoration`)).status, 303);
  assert.deepEqual(await find(`namespace=${namespace.name}&state=restored`), rows);
});

test("what retention deleted at night is listed, and can be restored", async () => {
  const stock = await stocked(["1.0", "2.0"]);
  const { owner, namespace, repository } = stock;
  const rules = { matching: "^1", protecting: "", latestOfMinor: false, savedBy: owner.username };
  const all = { newest: 0, deleteAllMatching: true, nightly: true };
  await db.retentionRule.create({ data: { namespaceId: namespace.id, ...rules, ...all } });
  await runNightlyRules(nextNight(new Date()));
  const it = await signIn(app, owner);

  const { text } = await it.get("/deletions?who=portus");
  const [, id = ""] = /data-key="(\d+)"/.exec(text) ?? [];

  assert.deepEqual(rowsOf(text), [`${repository.fullName}:1.0`]);
  assert.match(text, /data-label="By"[^>]*>retention</);
  assert.equal((await it.post(`/deletions/${id}/restoration`)).status, 303);
});

test("pages of 50 follow each other", async () => {
  const stock = await stocked(["1.0", "2.0"]);
  const id = await runDeletion(stock, { tags: ["1.0"] });
  const {
    contents: _contents,
    selection: _selection,
    summary: _summary,
    id: _id,
    ...row
  } = await db.deletionPlan.findUniqueOrThrow({ where: { id } });
  const json = { contents: {}, selection: { tags: [] } };
  await db.deletionPlan.createMany({
    data: Array.from({ length: 60 }, (_, n) => ({
      ...row,
      ...json,
      createdAt: new Date(Date.now() - n * 60_000),
    })),
  });
  const it = await signIn(app, stock.owner);

  const first = (await it.get("/deletions")).text;
  const older = /href="(\/deletions\?older=[^"]+)"/.exec(first)?.[1] ?? assert.fail();
  const second = (await it.get(older)).text;

  const keys = [first, second].map((text) =>
    [...text.matchAll(/data-key="(\d+)"/g)].map(([, k]) => k),
  );
  assert.deepEqual([keys[0]?.length, keys[1]?.length], [50, 11]);
  assert.equal(new Set(keys.flat()).size, 61);
});

async function people<N extends number>(count: N) {
  const made: User[] = [];
  for (let n = 0; n < count; n += 1) made.push((await makePerson()).user);
  return made as [User, User, User];
}
