import assert from "node:assert/strict";
import { test } from "node:test";
import { retrigger, sendTest } from "../../../src/outbound/webhooks/delivery/deliveries.ts";
import { findWebhook } from "../../../src/outbound/webhooks/find.ts";
import {
  createWebhook,
  disableWebhook,
  enableWebhook,
} from "../../../src/outbound/webhooks/webhooks.ts";
import { db } from "../../../src/platform/db/client.ts";
import { actorOf, by, makeNamespace, makeTeam } from "../../support/data/factories.ts";
import { findAs, input, makeWebhook, olga } from "./webhook-people.ts";

test("a disabled webhook sends no test, and an enabled one only one at a time", async () => {
  const { webhook } = await makeWebhook();

  const delivery = await sendTest(by(olga), webhook);
  await assert.rejects(sendTest(by(olga), webhook), /A test is already waiting to be sent/);
  await disableWebhook(by(olga), webhook);
  const disabled = await findAs(olga, webhook);

  await assert.rejects(sendTest(by(olga), disabled), /Enable it first/);
  const { action, id, actor } = JSON.parse(delivery.body);
  assert.deepEqual([delivery.state, delivery.event], ["pending", "test"]);
  assert.deepEqual([action, id, actor.name], ["test", delivery.uuid, olga.username]);
});

test("if several tests are requested at once, one is sent", async () => {
  const { webhook } = await makeWebhook();

  const outcomes = await Promise.allSettled([1, 2, 3].map(() => sendTest(by(olga), webhook)));

  assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
  assert.equal(await db.webhookDelivery.count({ where: { webhookId: webhook.id } }), 1);
});

test("nothing is sent with a webhook that has been disabled or whose namespace was transferred", async () => {
  const namespace = await makeNamespace({ team: await makeTeam({ owners: [olga] }) });
  const created = await createWebhook(by(olga), namespace, input());
  const webhook = await findWebhook(actorOf(olga), created.webhook);
  const { id } = await sendTest(by(olga), webhook);
  const sends = [() => sendTest(by(olga), webhook), () => retrigger(by(olga), webhook, id)];

  await disableWebhook(by(olga), webhook);
  for (const send of sends) await assert.rejects(send(), /Enable it first/);

  await enableWebhook(by(olga), webhook);
  const { id: teamId } = await makeTeam();
  await db.namespace.update({ where: { id: namespace.id }, data: { teamId } });
  for (const send of sends) await assert.rejects(send(), { name: "NotFound" });
});
