import assert from "node:assert/strict";
import { test } from "node:test";
import { retrigger, sendTest } from "../../../src/outbound/webhooks/delivery/deliveries.ts";
import { findWebhook } from "../../../src/outbound/webhooks/find.ts";
import { addHeader, removeHeader } from "../../../src/outbound/webhooks/headers.ts";
import { sealText, unsealText } from "../../../src/outbound/webhooks/secrets.ts";
import {
  createWebhook,
  deleteWebhook,
  disableWebhook,
  enableWebhook,
  rotateSecret,
  updateWebhook,
} from "../../../src/outbound/webhooks/webhooks.ts";
import { config } from "../../../src/platform/config/config.ts";
import { db, type User } from "../../../src/platform/db/client.ts";
import { actorOf, by, makeNamespace, makeTeam, makeUser } from "../../support/data/factories.ts";
import {
  carl,
  findAs,
  input,
  makeWebhook,
  olga,
  rowOf,
  sten,
  url,
  vera,
  web,
} from "./webhook-people.ts";

const history = async (name: string) =>
  (await db.activity.findMany({ where: { subject: name }, orderBy: { id: "asc" } })).map(
    ({ key }) => key,
  );

test("WHK-006: a webhook created without options is enabled, sends JSON by POST, and has a signing secret", async () => {
  const { webhook, secret } = await makeWebhook();

  assert.deepEqual(
    [webhook.disabledAt, webhook.method, webhook.contentType, webhook.username],
    [null, "POST", "json", null],
  );
  assert.match(secret, /^pws_[\w-]{43}$/);
  assert.equal(unsealText((await rowOf(webhook)).sealedSecret), secret);
});

test("contributors and viewers see webhooks but can't change them; strangers don't see those of a public namespace", async () => {
  const { webhook } = await makeWebhook();
  const attempts = async (user: User) => {
    const all = await Promise.allSettled([
      createWebhook(by(user), web, input()),
      updateWebhook(by(user), webhook, { name: "mine" }),
      disableWebhook(by(user), webhook),
      rotateSecret(by(user), webhook),
      addHeader(by(user), webhook, { name: "x", value: "y" }),
      removeHeader(by(user), webhook, 1),
      deleteWebhook(by(user), webhook),
    ]);
    return new Set(all.map((it) => it.status === "rejected" && it.reason.name));
  };

  for (const user of [carl, vera]) {
    assert.equal((await findAs(user, webhook)).id, webhook.id);
    assert.deepEqual(await attempts(user), new Set(["Forbidden"]));
    await assert.rejects(sendTest(by(user), webhook), { name: "Forbidden" });
  }
  await assert.rejects(findAs(sten, webhook), { name: "NotFound" });
  assert.deepEqual(await attempts(sten), new Set(["NotFound"]));
});

test("the operator can leave webhooks to the admins", async () => {
  const { webhook } = await makeWebhook();
  const rules = config.rules as { createWebhook: boolean; manageWebhook: boolean };
  Object.assign(rules, { createWebhook: false, manageWebhook: false });
  try {
    await assert.rejects(makeWebhook(), /Only admins/);
    await assert.rejects(updateWebhook(by(olga), webhook, { name: "mine" }), /Only admins/);
    const admin = await makeUser({ admin: true });
    await updateWebhook(by(admin), webhook, { name: "ours" });
  } finally {
    Object.assign(rules, { createWebhook: true, manageWebhook: true });
  }
});

test("each change of a webhook is recorded, and everything that people send with it", async () => {
  const { webhook } = await makeWebhook({ name: "storied" });

  await updateWebhook(by(olga), webhook, { request_method: "GET" });
  await disableWebhook(by(olga), webhook);
  await disableWebhook(by(olga), webhook);
  await enableWebhook(by(olga), webhook);
  await rotateSecret(by(olga), webhook);
  const { id } = await sendTest(by(olga), webhook);
  await retrigger(by(olga), webhook, id); // it still waits: nothing changes
  await db.webhookDelivery.update({ where: { id }, data: { state: "failed", tryAfter: null } });
  await retrigger(by(olga), webhook, id);
  await deleteWebhook(by(olga), webhook);

  const changes = ["create", "update", "disabled", "enabled", "rotate_secret"];
  assert.deepEqual(
    await history("storied"),
    [...changes, "test", "retrigger", "destroy"].map((verb) => `webhook.${verb}`),
  );
});

test("the address of this machine is refused in the form; only admins read the setting that allows it", async () => {
  const admin = await makeUser({ admin: true });
  const { webhook } = await makeWebhook();
  for (const bad of ["http://127.0.0.1:5000/", "http://[::1]/", "http://169.254.169.254/latest"]) {
    const attempts = (user: User) => [
      () => createWebhook(by(user), web, input({ url: bad })),
      () => updateWebhook(by(user), webhook, { url: bad }),
    ];
    for (const attempt of attempts(admin))
      await assert.rejects(attempt, /private address.* set PORTUS_WEBHOOK_PRIVATE_ADDRESSES\.$/);
    for (const attempt of attempts(olga))
      await assert.rejects(attempt, /private address.* ask an admin to allow private addresses\.$/);
  }
});

test("a form that is sent again makes no second webhook", async () => {
  const namespace = await makeNamespace({ team: await makeTeam({ owners: [olga] }) });
  const chat = input({ name: "chat" });
  await createWebhook(by(olga), namespace, chat);

  await assert.rejects(createWebhook(by(olga), namespace, chat), /this name for this address/);
  await createWebhook(by(olga), namespace, input({ name: "another" }));

  assert.equal(await db.webhook.count({ where: { namespaceId: namespace.id } }), 2);
});

test("a namespace has at most fifty webhooks", async () => {
  const namespace = await makeNamespace({ team: await makeTeam({ owners: [olga] }) });
  const sealedSecret = sealText("secret");
  const one = { namespaceId: namespace.id, name: "one of many", url, sealedSecret };
  await db.webhook.createMany({ data: Array.from({ length: 49 }, () => one) });
  const making = () => createWebhook(by(olga), namespace, input());
  const outcomes = await Promise.allSettled([making(), making(), making()]);

  assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
  await assert.rejects(making(), /at most 50 webhooks/);
});

test("a webhook is found only in its own namespace, and is deleted with it", async () => {
  const { webhook } = await makeWebhook();
  const other = await makeNamespace({ team: await makeTeam({ owners: [olga] }) });
  const elsewhere = { namespaceId: other.id, id: webhook.id };
  await assert.rejects(findWebhook(actorOf(olga), elsewhere), { name: "NotFound" });

  await db.namespace.delete({ where: { id: web.id } });

  assert.equal(await db.webhook.count({ where: { id: webhook.id } }), 0);
});
