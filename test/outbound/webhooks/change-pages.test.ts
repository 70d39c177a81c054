import assert from "node:assert/strict";
import { before, test } from "node:test";
import { sealText } from "../../../src/outbound/webhooks/secrets.ts";
import { db, type Namespace, type User } from "../../../src/platform/db/client.ts";
import { paths } from "../../../src/platform/paths/paths.ts";
import { signIn, useApp } from "../../support/app.ts";
import { makeNamespace, makeTeam, makeUser } from "../../support/data/factories.ts";
import { deliveryOf, makeWebhook } from "../../support/data/webhooks.ts";

const app = await useApp();

let owner: User;
let web: Namespace;
before(async () => {
  owner = await makeUser();
  web = await makeNamespace({ team: await makeTeam({ owners: [owner] }) });
});

/** A webhook with credentials, a header and a delivery. */
const armed = () =>
  makeWebhook(web, {
    username: "robot",
    sealedPassword: sealText("a secret password"),
    headers: { create: { name: "x-token", sealedValue: sealText("a secret header") } },
    deliveries: { create: deliveryOf({ state: "sent", status: 200, durationMs: 3 }) },
  });

test("an owner changes a webhook", async () => {
  const webhook = await armed();
  const it = await signIn(app, owner);
  await it.get(paths.editWebhook(webhook));

  const { status } = await it.post(paths.editWebhook(webhook), {
    name: "renamed",
    url: webhook.url,
    request_method: "GET",
    content_type: "application/x-www-form-urlencoded",
    username: "robot",
    password: "",
  });

  const changed = await db.webhook.findUniqueOrThrow({ where: { id: webhook.id } });
  assert.equal(status, 303);
  assert.deepEqual([changed.name, changed.username], ["renamed", "robot"]);
});

test("an owner sends a delivery again", async () => {
  const webhook = await armed();
  const [delivery] = webhook.deliveries;
  assert.ok(delivery);
  const it = await signIn(app, owner);
  await it.get(paths.webhook(webhook));

  const { status } = await it.post(paths.deliveryRetries(webhook, delivery));

  assert.equal(status, 303);
});

test("an owner tests a webhook", async () => {
  const webhook = await armed();
  const it = await signIn(app, owner);
  await it.get(paths.webhook(webhook));

  const { status, location } = await it.post(paths.webhookTest(webhook));

  assert.equal(status, 303);
  assert.match((await it.get(location ?? "")).text, /Test queued/);
});

test("a webhook that its owner disables is not tested", async () => {
  const webhook = await armed();
  const it = await signIn(app, owner);
  await it.get(paths.webhook(webhook));

  const disabled = await it.post(paths.webhookEnabled(webhook), { enabled: "false" });
  const refused = await it.post(paths.webhookTest(webhook));

  assert.deepEqual([disabled.status, refused.status], [303, 422]);
  assert.match(refused.text, /Enable it first/);
});

for (const [what, fields, left] of [
  ["is asked before a webhook is deleted", {}, 1],
  ["deletes a webhook after confirming", { confirmed: "1" }, 0],
] as const)
  test(`an owner ${what}`, async () => {
    const webhook = await armed();
    const it = await signIn(app, owner);
    await it.get(paths.webhook(webhook));

    const { status, text } = await it.post(paths.webhookDeletion(webhook), fields);

    assert.equal(await db.webhook.count({ where: { id: webhook.id } }), left);
    if (left === 0) assert.equal(status, 303);
    else assert.match(text, new RegExp(`Delete ${webhook.name}\\?`));
  });

test("a change of host says which credentials were deleted", async () => {
  const webhook = await armed();
  const it = await signIn(app, owner);
  await it.get(paths.editWebhook(webhook));
  const fields = { name: "moved", request_method: "POST", content_type: "application/json" };
  const moved = { ...fields, url: "https://elsewhere.example.org/", username: "robot" };

  await it.post(paths.editWebhook(webhook), moved);

  const page = await it.get(paths.webhook(webhook));
  assert.match(page.text, /Its password and headers were for the other host/);
});

test("a header of a webhook is added", async () => {
  const webhook = await armed();
  const it = await signIn(app, owner);
  await it.get(paths.webhook(webhook));

  const { status } = await it.post(paths.webhookHeaders(webhook), {
    name: "X-Other",
    value: "hush",
  });

  assert.equal(status, 303);
  assert.match((await it.get(paths.webhook(webhook))).text, /x-other/);
});

test("a second header of the same name is refused in the form, which does not repeat its value", async () => {
  const webhook = await armed();
  const it = await signIn(app, owner);
  await it.get(paths.webhook(webhook));

  const taken = await it.post(paths.webhookHeaders(webhook), { name: "X-Token", value: "hush" });

  assert.equal(taken.status, 422);
  assert.match(taken.text, /already has a header with this name/);
  assert.doesNotMatch(taken.text, /hush/);
});

test("a header of a webhook is removed", async () => {
  const webhook = await armed();
  const [header] = webhook.headers;
  assert.ok(header);
  const it = await signIn(app, owner);
  await it.get(paths.webhook(webhook));

  const { status } = await it.post(paths.webhookHeaderRemoval(webhook, header));

  assert.equal(status, 303);
  assert.equal(await db.webhookHeader.count({ where: { webhookId: webhook.id } }), 0);
});
