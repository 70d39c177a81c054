import assert from "node:assert/strict";
import { before, test } from "node:test";
import { sealText } from "../../../src/outbound/webhooks/secrets.ts";
import { db, type Namespace, type User } from "../../../src/platform/db/client.ts";
import { paths } from "../../../src/platform/paths/paths.ts";
import { signIn, useApp } from "../../support/app.ts";
import { makeNamespace, makeTeam, makeUser } from "../../support/data/factories.ts";
import { makeApplicationToken } from "../../support/data/two-teams.ts";
import { deliveryOf, makeWebhook, signingSecret } from "../../support/data/webhooks.ts";

const app = await useApp();

let owner: User;
let viewer: User;
let stranger: User;
let web: Namespace;
before(async () => {
  [owner, viewer, stranger] = [await makeUser(), await makeUser(), await makeUser()];
  const team = await makeTeam({ owners: [owner], viewers: [viewer] });
  web = await makeNamespace({ name: "web", visibility: "public", team });
});

const secrets = ["a secret password", "a secret header", signingSecret];
const armed = () =>
  makeWebhook(web, {
    username: "robot",
    sealedPassword: sealText(secrets[0] ?? ""),
    headers: { create: { name: "x-token", sealedValue: sealText(secrets[1] ?? "") } },
    deliveries: { create: deliveryOf({ state: "sent", status: 200, durationMs: 3 }) },
  });

test("an owner creates a webhook from the namespace's page and sees its secret once", async () => {
  const it = await signIn(app, owner);
  const namespace = await it.get(paths.namespace(web));
  const empty = await it.get(paths.webhooks(web));
  await it.get(paths.newWebhook(web));

  const made = await it.post(paths.webhooks(web), { name: "build", url: "hooks.example.org/x" });

  assert.ok(namespace.text.includes(paths.webhooks(web)));
  assert.match(empty.text, /No webhooks/);
  assert.equal(made.status, 201);
  assert.equal(made.headers.get("cache-control"), "no-store");
  const [secret = ""] = /pws_[\w-]{43}/.exec(made.text) ?? [];
  const webhook = await db.webhook.findFirstOrThrow({ where: { name: "build" } });
  const shown = await it.get(paths.webhook(webhook));
  const list = await it.get(paths.webhooks(web));
  assert.ok(secret && !shown.text.includes(secret));
  assert.match(list.text, /http:\/\/hooks\.example\.org\/x/);
});

test("a refused form is shown again with what was typed, but without the password", async () => {
  const it = await signIn(app, owner);

  const answer = await it.post(paths.webhooks(web), {
    name: "odd name",
    url: "ftp://x",
    username: "robot",
    password: "typed in vain",
  });

  assert.equal(answer.status, 422);
  assert.match(answer.text, /not a valid URL/);
  assert.match(answer.text, /value="odd name"/);
  assert.doesNotMatch(answer.text, /typed in vain/);
});

test("WHK-011: no page and no API response shows a password, a header's value or the signing secret", async () => {
  const webhook = await armed();
  const [delivery] = webhook.deliveries;
  assert.ok(delivery);
  const places = [paths.webhooks(web), paths.webhook(webhook), paths.delivery(webhook, delivery)];
  const api = `/api/v1/namespaces/${web.id}/webhooks`;
  const answers = [api, `${api}/${webhook.id}`, `${api}/${webhook.id}/deliveries/${delivery.id}`];

  for (const user of [owner, viewer]) {
    const it = await signIn(app, user);
    const { header } = await makeApplicationToken(user);
    const texts = [];
    for (const path of user === owner ? [...places, paths.editWebhook(webhook)] : places)
      texts.push((await it.get(path)).text);
    for (const path of answers) texts.push((await it.get(path, { "portus-auth": header })).text);

    assert.ok(texts.every((text) => text.includes(webhook.name) || text.includes(delivery.uuid)));
    for (const secret of secrets) assert.ok(!texts.join().includes(secret));
  }
});

test("a viewer sees the deliveries, and no form to change anything", async () => {
  const webhook = await armed();
  const it = await signIn(app, viewer);

  const page = await it.get(paths.webhook(webhook));

  assert.equal(page.status, 200);
  assert.match(page.text, /push web\/app:1\.0/);
  assert.doesNotMatch(page.text, /Resend|Send a test|Add header|Delete webhook|Edit webhook/);
});

test("a stranger sees no webhooks of a public namespace, not even in its activity", async () => {
  const webhook = await armed();
  const it = await signIn(app, owner);
  await it.get(paths.webhook(webhook));
  await it.post(paths.webhookEnabled(webhook), { enabled: "false" });

  const other = await signIn(app, stranger);
  const pages = [paths.namespace(web), paths.activity({ namespace: "web" })];
  const texts = await Promise.all(pages.map(async (path) => (await other.get(path)).text));

  assert.equal((await other.get(paths.webhooks(web))).status, 404);
  assert.ok(!texts.join().includes(paths.webhooks(web)));
  assert.doesNotMatch(texts.join(), /disabled the webhook/);
  assert.match((await it.get(paths.activity({ namespace: "web" }))).text, /disabled the webhook/);
});

test("a receiver's response is shown escaped", async () => {
  const hostile = "<script>alert(1)</script>";
  const webhook = await makeWebhook(web, {
    name: hostile,
    deliveries: {
      create: deliveryOf({
        state: "failed",
        status: 500,
        durationMs: 1,
        responseBody: hostile,
        responseHeaders: { [hostile]: hostile },
        error: hostile,
        subject: hostile,
      }),
    },
  });
  const it = await signIn(app, owner);
  const [delivery] = webhook.deliveries;
  assert.ok(delivery);

  for (const path of [
    paths.webhook(webhook),
    paths.delivery(webhook, delivery),
    paths.webhooks(web),
  ]) {
    const { status, text } = await it.get(path);
    assert.equal(status, 200);
    assert.ok(!text.includes(hostile) && text.includes("&lt;script&gt;"));
  }
});

test("deliveries are paged", async () => {
  const create = Array.from({ length: 30 }, (_, at) => deliveryOf({ subject: `web/app:${at}` }));
  const webhook = await makeWebhook(web, { deliveries: { create } });
  const it = await signIn(app, viewer);

  const first = await it.get(paths.webhook(webhook));
  const [, older = ""] = /href="([^"]+)">Older/.exec(first.text) ?? [];
  const second = await it.get(older.replaceAll("&amp;", "&"));

  assert.match(first.text, /web\/app:29/);
  assert.doesNotMatch(first.text, /web\/app:4</);
  assert.match(second.text, /web\/app:4</);
  assert.doesNotMatch(second.text, /web\/app:29/);
});
