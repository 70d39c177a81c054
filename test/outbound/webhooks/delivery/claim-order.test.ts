import "../../../support/settings/private-addresses.ts";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { claimDueDeliveries } from "../../../../src/outbound/webhooks/delivery/deliver.ts";
import { startDeliveries } from "../../../../src/outbound/webhooks/delivery/worker.ts";
import { db, type Namespace } from "../../../../src/platform/db/client.ts";
import { makeNamespace } from "../../../support/data/factories.ts";
import { deliverAll, deliveryOf, makeWebhook } from "../../../support/data/webhooks.ts";
import { useDatabase } from "../../../support/database.ts";
import { receiver } from "../../../support/fakes/webhook-receiver.ts";
import { until } from "../../../support/waiting.ts";

await useDatabase();
const target = await receiver();
let web: Namespace;
beforeEach(async () => {
  await db.webhook.deleteMany();
  web = await makeNamespace();
  target.received.length = 0;
  target.answer = (_req, res) => res.end("thanks");
});

/** A webhook with due deliveries. */
function due(deliveries: number, path = "/hook", namespace = web) {
  const create = Array.from({ length: deliveries }, () => deliveryOf());
  return makeWebhook(namespace, { url: `${target.url}${path}`, deliveries: { create } });
}

const isSent = ({ id: webhookId }: { id: number }, count = 1) =>
  until(
    async () => (await db.webhookDelivery.count({ where: { webhookId, state: "sent" } })) === count,
    "the deliveries to be sent",
  );

test("workers of several replicas make each delivery once, and never two of one webhook at a time", async () => {
  const open = new Map<string, number>();
  let most = 0;
  target.answer = ({ url = "" }, res) => {
    open.set(url, (open.get(url) ?? 0) + 1);
    most = Math.max(most, open.get(url) ?? 0);
    setImmediate(() => {
      open.set(url, (open.get(url) ?? 0) - 1);
      res.end();
    });
  };
  for (let webhook = 0; webhook < 4; webhook += 1) await due(25, `/hook-${webhook}`);

  await deliverAll(3);

  const uuids = target.received.map(({ headers }) => headers["x-portus-delivery"]);
  assert.deepEqual([uuids.length, new Set(uuids).size, most], [100, 100, 1]);
  assert.equal(await db.webhookDelivery.count({ where: { state: "sent", attempts: 1 } }), 100);
  assert.equal(await db.webhook.count({ where: { busyUntil: { not: null } } }), 0);
});

test("a slow receiver gets one delivery at a time and delays no other webhook", async () => {
  const held: (() => void)[] = [];
  target.answer = (req, res) =>
    req.url === "/slow" ? void held.push(() => res.end()) : void res.end();
  const slow = await due(2, "/slow");
  const loop = startDeliveries();
  await until(() => held.length === 1, "the slow receiver to be called");

  const quick = await due(1);
  loop.wake();
  await isSent(quick);

  assert.equal(held.length, 1);
  held.shift()?.();
  await until(() => held.length === 1, "the slow receiver to get the rest");
  held.shift()?.();
  await loop.stop();
  await isSent(slow, 2);
});

test("a namespace whose receivers all hang gets four deliveries at a time, and does not delay others", async () => {
  const held: (() => void)[] = [];
  target.answer = (req, res) =>
    req.url === "/slow" ? void held.push(() => res.end()) : void res.end();
  for (let webhook = 0; webhook < 40; webhook += 1) await due(20, "/slow");
  const quick = await due(1, "/quick", await makeNamespace());
  const loops = [startDeliveries(), startDeliveries()];

  await until(() => held.length >= 4, "the slow receivers to be called");
  await isSent(quick);
  for (const loop of loops) loop.wake();
  const next = await due(1, "/quick", await makeNamespace());
  for (const loop of loops) loop.wake();
  await isSent(next);

  assert.ok(held.length <= 8, "four by each replica that counted before the other took any");
  await db.webhookDelivery.updateMany({
    where: { attempts: 0 },
    data: { tryAfter: null, state: "failed" },
  });
  for (const answer of held) answer();
  await Promise.all(loops.map((loop) => loop.stop()));
});

test("the webhook that waited longest is next, however many namespaces have receivers that hang", async () => {
  for (let at = 0; at < 8; at += 1) {
    const namespace = await makeNamespace();
    for (let webhook = 0; webhook < 4; webhook += 1) await due(20, "/slow", namespace);
  }
  const slow = await claimDueDeliveries(32);
  const quick = await due(1, "/quick", await makeNamespace());
  assert.equal(slow.length, 32);

  const [ended] = slow;
  await db.webhook.update({ where: { id: ended?.webhookId ?? 0 }, data: { busyUntil: null } });

  const next = await claimDueDeliveries(1);
  assert.deepEqual(
    next.map(({ webhookId }) => webhookId),
    [quick.id],
  );
});

test("a delivery that a replica abandoned is made by another once its lease has ended", async () => {
  const left = await due(1);
  const { id } = left.deliveries[0] ?? assert.fail();
  const busyUntil = new Date(Date.now() + 60_000);
  await db.webhook.update({ where: { id: left.id }, data: { busyUntil } });
  await db.webhookDelivery.update({ where: { id }, data: { attempts: 1, tryAfter: busyUntil } });

  await deliverAll();
  assert.equal(target.received.length, 0);
  await db.webhook.update({ where: { id: left.id }, data: { busyUntil: new Date(0) } });
  await db.webhookDelivery.update({ where: { id }, data: { tryAfter: new Date(0) } });
  await deliverAll();

  assert.equal(target.received.length, 1);
  await isSent(left);
});
