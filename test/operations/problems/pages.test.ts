import assert from "node:assert/strict";
import { before, test } from "node:test";
import { config } from "../../../src/platform/config/config.ts";
import { db, type Namespace, type Registry, type User } from "../../../src/platform/db/client.ts";
import { paths } from "../../../src/platform/paths/paths.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { signIn, useApp } from "../../support/app.ts";
import { makeManifest, makeRepository, makeTag } from "../../support/data/catalogue.ts";
import { makeNamespace, makeRegistry, makeTeam, makeUser } from "../../support/data/factories.ts";
import { makeApplicationToken } from "../../support/data/two-teams.ts";
import { deliveryOf, makeWebhook } from "../../support/data/webhooks.ts";
import { fakeCatalog } from "../../support/fakes/catalog.ts";
import { until } from "../../support/waiting.ts";

const app = await useApp();
const fake = await fakeCatalog({});

let [admin, owner, viewer] = [] as unknown as [User, User, User];
let registry: Registry;
let web: Namespace;
before(async () => {
  await ensureKeys();
  [admin, owner, viewer] = [await makeUser({ admin: true }), await makeUser(), await makeUser()];
  registry = await makeRegistry({ hostname: config.registry.host, url: fake.url });
  const team = await makeTeam({ owners: [owner], viewers: [viewer] });
  web = await makeNamespace({ name: "web", team, registryId: registry.id });
});

const failing = (name: string) =>
  makeWebhook(web, {
    name,
    deliveries: { create: deliveryOf({ state: "failed", error: "connection refused" }) },
  });

const drift = async (repository: string, tag: string) => {
  const { id: runId } = await db.syncRun.create({
    data: { registryId: registry.id, cause: "admin", state: "finished", open: null },
  });
  const where = { registryId: registry.id, repository, tag, kind: "missing", runId } as const;
  await db.drift.create({ data: { ...where, reason: "no" } });
};

test("without a problem the overview says that nothing needs the admin, and the navigation counts none", async () => {
  const it = await signIn(app, admin);

  const { status, text } = await it.get("/admin");

  assert.equal(status, 200);
  assert.match(text, /Nothing needs you\./);
  assert.doesNotMatch(text, /class="problem |nav__count/);
});

test("the overview lists problems with cure, place and link; the navigation counts them; the API answers the same", async () => {
  await failing("build");
  const it = await signIn(app, admin);
  const { header } = await makeApplicationToken(admin, { name: "api" });

  const overview = await it.get("/admin");
  const elsewhere = await it.get("/activity");
  const api = await it.get("/api/v1/problems", { "portus-auth": header });

  assert.match(overview.text, /1 webhook fails: build ends with “connection refused”\./);
  assert.match(overview.text, /Fix the receiver/);
  assert.match(overview.text, /<a href="\/namespaces\/\d+\/webhooks\/\d+">build<\/a>/);
  assert.match(
    elsewhere.text,
    /nav__count" aria-hidden="true">1<\/span><span class="visually-hidden">1 problem</,
  );
  const [found] = JSON.parse(api.text);
  assert.deepEqual(
    [found.kind, found.severity, found.places[0].text],
    ["webhooks", "bad", "build"],
  );
  await db.webhook.deleteMany();
});

test("only admins see the count, the problems of the instance and the e-mails", async () => {
  await failing("build");
  const it = await signIn(app, viewer);
  const { header } = await makeApplicationToken(viewer, {
    name: "api",
    scopes: ["registry", "api:read"],
  });

  const home = await it.get("/");
  const api = await it.get("/api/v1/problems", { "portus-auth": header });
  const emails = await it.get(paths.emails());

  assert.doesNotMatch(home.text, /nav__count|webhook fails/);
  assert.equal(api.status, 403);
  assert.equal(emails.status, 403);
  await db.webhook.deleteMany();
});

test("owners see what needs them on the dashboard: quotas, webhooks and tokens of theirs and of their robots", async () => {
  await failing("build");
  await db.namespace.update({ where: { id: web.id }, data: { quota: 10n, overQuota: true } });
  const robot = await makeUser({ robot: true, robotTeamId: web.teamId, username: "web+ci" });
  const soon = new Date(Date.now() + 86_400_000);
  await makeApplicationToken(robot, { name: "pipeline", expiresAt: soon });
  const stranger = await makeUser();
  await makeApplicationToken(stranger, { name: "another's", expiresAt: soon });

  const { text } = await (await signIn(app, owner)).get("/");
  const other = await (await signIn(app, viewer)).get("/");

  assert.match(text, /1 namespace is over its quota/);
  assert.match(text, /ask an admin to raise the quota/);
  assert.match(text, /1 webhook fails/);
  assert.match(text, /pipeline of web\+ci/);
  assert.doesNotMatch(text, /another/);
  assert.doesNotMatch(other.text, /class="problem /);
  await db.webhook.deleteMany();
  await db.applicationToken.deleteMany();
  await db.namespace.update({ where: { id: web.id }, data: { quota: null, overQuota: false } });
});

test("a repository with drift says which pulls fail, and only to admins where to fix it", async () => {
  const repository = await makeRepository({ namespace: web, name: "lost" });
  await makeTag(await makeManifest(repository), "1");
  await drift("web/lost", "1");
  const page = async (user: User) =>
    (await (await signIn(app, user)).get(paths.repository(repository))).text;

  const [seen, administered] = [await page(viewer), await page(admin)];
  await db.drift.deleteMany();

  assert.match(seen, /The registry no longer has 1 tag of this repository: pulls of it fail\./);
  assert.doesNotMatch(seen, /See drift/);
  assert.match(administered, /<a href="\/admin\/sync">See drift<\/a>/);
  assert.doesNotMatch(await page(viewer), /class="banner/);
});

test("a repository with unread manifests says so to those who may retry", async () => {
  const repository = await makeRepository({ namespace: web, name: "unread" });
  const { digest } = await makeManifest(repository, {
    readAt: null,
    readError: "no",
    readAfter: null,
  });
  const page = async (user: User) =>
    (await (await signIn(app, user)).get(paths.repository(repository))).text;

  assert.match(await page(owner), /1 image can&#39;t be read/);
  assert.ok((await page(owner)).includes(paths.image(repository, digest)));
  assert.doesNotMatch(await page(viewer), /class="banner/);

  await db.manifest.updateMany({ data: { readAt: new Date() } });
  assert.doesNotMatch(await page(owner), /class="banner/);
});

test("a webhook that fails says so in the list and on its page, and what to do to those who manage it", async () => {
  const webhook = await failing("build");
  const [it, other] = [await signIn(app, owner), await signIn(app, viewer)];

  const list = await it.get(paths.webhooks(web));
  const page = await it.get(paths.webhook(webhook));
  const seen = await other.get(paths.webhook(webhook));

  assert.match(list.text, /failing<[\s\S]*1 delivery since[\s\S]*connection refused/);
  assert.match(
    page.text,
    /1 delivery has failed since the last that arrived: connection refused\. Fix the receiver/,
  );
  assert.doesNotMatch(seen.text, /Fix the receiver/);
  await db.webhookDelivery.create({
    data: { webhookId: webhook.id, ...deliveryOf({ state: "sent", status: 200 }) },
  });
  assert.doesNotMatch((await it.get(paths.webhooks(web))).text, /failing/);
  assert.doesNotMatch((await it.get(paths.webhook(webhook))).text, /class="banner/);
  await db.webhook.deleteMany();
});

test("the list of e-mails shows what failed, and no text of any", async () => {
  const expiresAt = new Date(Date.now() + 86_400_000);
  const written = { recipient: "x@example.org", purpose: "password-link", expiresAt, attempts: 2 };
  await db.email.createMany({
    data: [
      { ...written, subject: "Waiting one", error: "connection refused" },
      { ...written, subject: "Given up", error: "no such mailbox", tryAfter: null },
      { ...written, subject: "Sent one", sentAt: new Date(), tryAfter: null },
    ],
  });

  const { text } = await (await signIn(app, admin)).get(paths.emails());

  const words = text.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
  assert.match(words, /Sent one x@example\.org sent/);
  assert.match(words, /Given up x@example\.org given up no such mailbox · 2 attempts/);
  assert.match(words, /Waiting one x@example\.org retrying connection refused · 2 attempts/);
  await db.email.deleteMany();
});

test("visitors of a repository learn that the registry is down, and that pulls may fail, until it is up", async () => {
  const repository = await makeRepository({ namespace: web, name: "app" });
  const it = await signIn(app, viewer);
  const isTold = async () =>
    (await it.get(paths.repository(repository))).text.includes("pulls may fail");
  const boss = await signIn(app, admin);
  await boss.get("/admin");
  assert.equal(await isTold(), false);

  fake.overrides.push({ path: /./, answer: (_req, res) => res.destroy() });
  await until(isTold, "the page to say so");
  assert.match((await boss.get("/admin")).text, /The registry \S+ can&#39;t be used/);

  fake.overrides.length = 0;
  await until(async () => !(await isTold()), "the page to say so no longer");
});
