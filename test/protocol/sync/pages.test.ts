import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { Forbidden } from "../../../src/platform/errors.ts";
import { paths } from "../../../src/platform/paths/paths.ts";
import { listDrift } from "../../../src/protocol/sync/drift/drift.ts";
import { runRepairs } from "../../../src/protocol/sync/drift/repair-worker.ts";
import { continueRuns } from "../../../src/protocol/sync/run/run.ts";
import { requestAll, requestSync } from "../../../src/protocol/sync/runs.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { ensureGlobalNamespace } from "../../../src/tenancy/namespaces/own-namespaces.ts";
import { signIn, useApp } from "../../support/app.ts";
import { actorOf, by, makeRegistry, makeTeam, makeUser } from "../../support/data/factories.ts";
import { fakeCatalog } from "../../support/fakes/catalog.ts";

const app = await useApp();
await ensureKeys();
const [admin, user] = [await makeUser({ admin: true }), await makeUser()];
const fake = await fakeCatalog({ app: { one: "a", two: "b" }, "found/app": { one: "c" } });
fake.date = new Date(Date.now() - 60_000);
const registry = await makeRegistry({ url: fake.url });
await db.$transaction((tx) => ensureGlobalNamespace(tx, registry));

test("an admin starts a sync and sees its result", async () => {
  const page = await signIn(app, admin);
  const before = await page.get(paths.sync());

  const answer = await page.post(paths.sync());
  const waiting = await page.get(paths.sync());
  await continueRuns({ settleDelayMs: 0 });
  const after = await page.get(paths.sync());

  assert.match(before.text, /No sync has run yet/);
  assert.deepEqual([answer.status, answer.location], [303, paths.sync()]);
  assert.match(waiting.text, /Refresh/);
  assert.match(after.text, /2 repositories and 3 tags checked: 3 tags imported\./);
  assert.match(after.text, /No drift/);
});

test("the audit log names the admin who requests a sync, and not the schedule", async () => {
  const where = { key: "registry.sync" };
  await db.activity.deleteMany({ where });

  await (await signIn(app, admin)).post(paths.sync());
  await requestSync(registry.id, { cause: "schedule" });
  await assert.rejects(requestAll(by(actorOf(user))), Forbidden);
  await assert.rejects(listDrift(actorOf(user), {}), Forbidden);

  const entries = await db.activity.findMany({ where });
  assert.deepEqual(
    entries.map(({ actorName, subject, registryId }) => ({ actorName, subject, registryId })),
    [{ actorName: admin.username, subject: registry.hostname, registryId: registry.id }],
  );
  assert.equal(await db.syncRun.count({ where: { open: true } }), 1);
  await continueRuns({ settleDelayMs: 0 });
});

test("SYN-008: a namespace without a team is offered for transfer, and then belongs to that team", async () => {
  const page = await signIn(app, admin);
  const team = await makeTeam();
  const orphan = await db.namespace.findFirstOrThrow({ where: { name: "found" } });

  const list = await page.get(paths.sync());
  const form = await page.get(paths.editNamespace(orphan));
  await page.post(paths.namespaceTransfer(orphan), { team: team.name, confirmed: "1" });
  const after = await page.get(paths.sync());

  assert.ok(list.text.includes(paths.editNamespace(orphan)));
  assert.equal(form.status, 200);
  assert.equal(
    (await db.namespace.findUniqueOrThrow({ where: { id: orphan.id } })).teamId,
    team.id,
  );
  assert.doesNotMatch(after.text, /without a team/);
});

test("drift is repaired after a preview, and only if the registry still lacks it", async () => {
  const page = await signIn(app, admin);
  fake.repositories = { app: { one: "a" }, "found/app": { one: "c" } };
  fake.date = new Date(Date.now() - 30_000);
  await page.get(paths.sync());
  await page.post(paths.sync());
  await continueRuns({ settleDelayMs: 0 });
  const drift = await db.drift.findFirstOrThrow();

  const list = await page.get(paths.sync());
  const preview = await page.get(paths.syncRepair({ id: drift.id }));
  fake.repositories.app = { one: "a", two: "b" };
  const refused = await page.post(paths.syncRepair(), { id: String(drift.id) });
  const kept = await db.tag.count({ where: { name: "two" } });
  fake.repositories.app = { one: "a" };
  const done = await page.post(paths.syncRepair(), { id: String(drift.id) });

  assert.match(list.text, /app:two/);
  assert.match(list.text, /It stays in the catalogue until you repair it/);
  assert.match(preview.text, /This tag will be removed from the catalogue/);
  assert.equal(refused.status, 422);
  assert.match(refused.text, /The registry has it after all/);
  assert.equal(kept, 1);
  assert.equal(done.status, 303);
  assert.equal(await db.tag.count({ where: { name: "two" } }), 0);
  assert.equal(
    await db.activity.count({ where: { key: "registry.repair", actorId: admin.id } }),
    1,
  );
});

test("everything missing is previewed before it is repaired", async () => {
  const page = await signIn(app, admin);
  fake.repositories = { app: { one: "a" } };
  fake.date = new Date(Date.now() - 10_000);
  await page.get(paths.sync());
  await page.post(paths.sync());
  await continueRuns({ settleDelayMs: 0 });

  const list = await page.get(paths.sync());
  const preview = await page.get(paths.syncRepairs());
  const [, last = ""] = /name="last" value="(\d+)"/.exec(preview.text) ?? [];
  const asked = await page.post(paths.syncRepairs(), { last });
  const under = await page.get(paths.sync());
  await runRepairs();
  const nothing = await page.post(paths.syncRepairs(), { last });

  assert.ok(list.text.includes(paths.syncRepairs()));
  assert.match(preview.text, /1 repository with all tags will be removed from the catalogue/);
  assert.match(preview.text, /<li>found\/app<\/li>/);
  assert.equal(asked.status, 303);
  assert.match(under.text, new RegExp(`The repair that ${admin.username} started is running`));
  assert.equal(await db.repository.count({ where: { fullName: "found/app" } }), 0);
  assert.equal(nothing.status, 422);
  assert.match(nothing.text, /Nothing is missing/);
});

test("only admins see drift, start a sync and repair", async () => {
  const page = await signIn(app, user);

  const answers = [
    await page.get(paths.sync()),
    await page.post(paths.sync()),
    await page.get(paths.syncRepair({ id: 1 })),
    await page.post(paths.syncRepair(), { id: "1" }),
    await page.get(paths.syncRepairs()),
    await page.post(paths.syncRepairs(), { last: "1" }),
  ];

  for (const { status } of answers) assert.ok(status === 403 || status === 404, String(status));
});

test("drift that does not exist is not found", async () => {
  const page = await signIn(app, admin);

  for (const id of [4711, "x", 2_147_483_648, "1e300"]) {
    assert.equal((await page.get(paths.syncRepair({ id }))).status, 404, String(id));
    assert.equal((await page.post(paths.syncRepair(), { id: String(id) })).status, 404, String(id));
  }
  assert.equal((await page.post(paths.syncRepairs(), { last: "2147483648" })).status, 422);
});

test("the former addresses under /admin/drift lead to the same pages", async () => {
  const page = await signIn(app, admin);
  const id = "7";

  assert.deepEqual(await leadsTo(page.get("/admin/drift")), [301, paths.sync()]);
  assert.deepEqual(await leadsTo(page.get("/admin/drift?older=x")), [
    301,
    paths.sync({ older: "x" }),
  ]);
  assert.deepEqual(await leadsTo(page.get("/admin/drift/repair?id=7")), [
    301,
    paths.syncRepair({ id }),
  ]);
  assert.deepEqual(await leadsTo(page.get("/admin/drift/repairs")), [301, paths.syncRepairs()]);
  assert.deepEqual(await leadsTo(page.post("/admin/drift/sync")), [308, paths.sync()]);
  assert.deepEqual(await leadsTo(page.post("/admin/drift/repair", { id })), [
    308,
    paths.syncRepair(),
  ]);
  assert.deepEqual(await leadsTo(page.post("/admin/drift/repairs", { last: id })), [
    308,
    paths.syncRepairs(),
  ]);
  assert.equal((await page.get("/admin/drift/else")).status, 404);
});

async function leadsTo(answer: Promise<{ status: number; location: string | null }>) {
  const { status, location } = await answer;
  return [status, location];
}
