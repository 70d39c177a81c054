import "../../support/settings/private-addresses.ts";
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { before, beforeEach, test } from "node:test";
import {
  findDelivery,
  pruneDeliveries,
  retrigger,
} from "../../../src/outbound/webhooks/delivery/deliveries.ts";
import { compose } from "../../../src/outbound/webhooks/delivery/request.ts";
import { attempt } from "../../../src/outbound/webhooks/delivery/send.ts";
import { findWebhook } from "../../../src/outbound/webhooks/find.ts";
import { sealText } from "../../../src/outbound/webhooks/secrets.ts";
import { db, type Namespace, type Prisma } from "../../../src/platform/db/client.ts";
import { actorOf, by, makeNamespace, makeUser } from "../../support/data/factories.ts";
import { deliverAll, deliveryOf, makeWebhook, signingSecret } from "../../support/data/webhooks.ts";
import { useDatabase } from "../../support/database.ts";
import { receiver } from "../../support/fakes/webhook-receiver.ts";

await useDatabase();
const target = await receiver();
const ok: typeof target.answer = (_req, res) => res.end("thanks");

let web: Namespace;
before(async () => {
  web = await makeNamespace({ name: "web" });
});
beforeEach(async () => {
  await db.webhook.deleteMany();
  target.received.length = 0;
  target.answer = ok;
});

type Given = Partial<Prisma.WebhookCreateWithoutNamespaceInput>;

/** A webhook with one delivery that is due. */
async function due(given: Given = {}, delivery: Parameters<typeof deliveryOf>[0] = {}) {
  const deliveries = { create: deliveryOf(delivery) };
  return makeWebhook(web, { url: `${target.url}/hook`, deliveries, ...given });
}

const only = async () => {
  const [delivery, ...more] = await db.webhookDelivery.findMany();
  assert.ok(delivery && more.length === 0);
  return delivery;
};

test("WHK-002: a webhook without credentials sends none: a POST of JSON, signed over its body", async () => {
  await due();

  await deliverAll();

  const [request, ...more] = target.received;
  const delivery = await only();
  assert.ok(request);
  assert.deepEqual([request.method, request.path, more], ["POST", "/hook", []]);
  assert.equal(request.body, delivery.body);
  assert.equal(request.headers.authorization, undefined);
  assert.equal(request.headers["content-type"], "application/json");
  assert.equal(request.headers["x-portus-event"], "push");
  assert.equal(request.headers["x-portus-delivery"], delivery.uuid);
  const signature = createHmac("sha256", signingSecret).update(request.body).digest("hex");
  assert.equal(request.headers["x-portus-signature"], `sha256=${signature}`);
  assert.deepEqual(
    [delivery.state, delivery.status, delivery.responseBody, delivery.error, delivery.tryAfter],
    ["sent", 200, "thanks", null, null],
  );
  assert.ok(delivery.durationMs !== null && delivery.attemptedAt);
});

test("a webhook sends Basic credentials and its own headers, whose values the delivery does not store", async () => {
  await due({
    username: "robot",
    sealedPassword: sealText("påss:word"),
    headers: { create: { name: "x-token", sealedValue: sealText("a secret token") } },
  });

  await deliverAll();

  const [request] = target.received;
  const pair = Buffer.from("robot:påss:word").toString("base64");
  assert.equal(request?.headers.authorization, `Basic ${pair}`);
  assert.equal(request?.headers["x-token"], "a secret token");
  const { requestHeaders } = await only();
  const kept = requestHeaders as Record<string, string>;
  assert.deepEqual([kept.authorization, kept["x-token"]], ["••••••••", "••••••••"]);
  assert.doesNotMatch(JSON.stringify(kept), new RegExp(`a secret token|${pair}`));
});

test("a form sends the event in a field, and the signature covers the sent body", async () => {
  await due({ contentType: "form" });

  await deliverAll();

  const [request] = target.received;
  assert.equal(request?.headers["content-type"], "application/x-www-form-urlencoded");
  assert.equal(new URLSearchParams(request?.body).get("payload"), (await only()).body);
  const signature = createHmac("sha256", signingSecret)
    .update(request?.body ?? "")
    .digest("hex");
  assert.equal(request?.headers["x-portus-signature"], `sha256=${signature}`);
});

test("a webhook with method GET sends the same body, as in SUSE Portus", async () => {
  await due({ method: "GET" });

  await deliverAll();

  assert.deepEqual(
    target.received.map(({ method, body }) => [method, body]),
    [["GET", (await only()).body]],
  );
});

test("a response other than 2xx is retried with growing delays, and at last the delivery fails", async () => {
  target.answer = (_req, res) => res.writeHead(503).end("busy");
  await due();

  for (const seconds of [10, 60, 300, 1800]) {
    const earliest = Date.now() + seconds * 1000;
    await deliverAll();
    const latest = Date.now() + seconds * 1000;
    const next = (await only()).tryAfter?.getTime() ?? 0;
    assert.ok(earliest <= next && next <= latest, `${seconds} seconds later`);
    await db.webhookDelivery.updateMany({ data: { tryAfter: new Date(0) } });
  }
  await deliverAll();

  const { state, status, error, attempts, tryAfter } = await only();
  assert.deepEqual([state, status, attempts, tryAfter], ["failed", 503, 5, null]);
  assert.match(error ?? "", /answered 503/);
  assert.equal(target.received.length, 5);
  assert.equal(new Set(target.received.map(({ body }) => body)).size, 1);
});

test("a redirect is not followed, and its target is named", async () => {
  const elsewhere = await receiver();
  target.answer = (_req, res) => res.writeHead(302, { location: elsewhere.url }).end();
  await due();

  await deliverAll();

  const { state, status, error } = await only();
  assert.deepEqual([state, status, elsewhere.received], ["failed", 302, []]);
  assert.ok(error?.includes(elsewhere.url));
});

test("FIELD 15: nothing is sent to a private address, and the delivery says why", async () => {
  await due({ url: target.url.replace("127.0.0.1", "127.0.0.2") });

  await deliverAll();

  const { state, status, error } = await only();
  assert.deepEqual([state, status, target.received], ["failed", null, []]);
  assert.match(error ?? "", /127\.0\.0\.2 is a private address.* ask an admin to allow/);
});

test("a receiver that does not respond in time is retried later", async () => {
  target.answer = () => {};
  const webhook = await due();
  const delivery = await only();

  const { status, error, final } = await attempt(compose(webhook, delivery), {
    connect: 100,
    total: 100,
  });

  assert.deepEqual([status, final], [null, false]);
  assert.match(error ?? "", /took too long to answer/);
});

test("the start of a long response is stored, as valid text", async () => {
  target.answer = (_req, res) => res.end(Buffer.alloc(1_000_000, "\0"));
  await due();

  await deliverAll();

  const { state, responseBody } = await only();
  assert.deepEqual([state, responseBody], ["sent", "\ufffd".repeat(16_384)]);
});

test("an unreachable receiver is named", async () => {
  await due({ url: "http://127.0.0.1:1/" });

  await deliverAll();

  const { state, error } = await only();
  assert.equal(state, "pending");
  assert.match(error ?? "", /127\.0\.0\.1:1 can't be reached: .*ECONNREFUSED/);
});

test("WHK-003: a delivery that was pending when its webhook was disabled is not sent", async () => {
  await due({ disabledAt: new Date() });

  await deliverAll();

  assert.deepEqual(target.received, []);
  assert.equal((await only()).error, "The webhook was disabled before this was sent.");
});

test("WHK-009: a retrigger sends the same body again, and the same row has the new result", async () => {
  target.answer = (_req, res) => res.writeHead(301, { location: "/", "x-first": "yes" }).end("no");
  const owner = await makeUser({ admin: true });
  const { id, namespaceId } = await due();
  await deliverAll();
  const before = await only();
  const webhook = await findWebhook(actorOf(owner), { id, namespaceId });

  target.answer = (_req, res) => res.setHeader("x-second", "yes").end("thanks");
  await retrigger(by(owner), webhook, before.id);
  await retrigger(by(owner), webhook, before.id); // it is in progress: nothing changes
  await deliverAll();

  const after = await findDelivery(webhook, before.id);
  assert.equal(target.received.length, 2);
  assert.equal(target.received[0]?.body, target.received[1]?.body);
  assert.deepEqual([before.status, after.status], [301, 200]);
  assert.deepEqual([after.uuid, after.responseBody], [before.uuid, "thanks"]);
  const headers = after.responseHeaders as Record<string, string>;
  assert.deepEqual([headers["x-first"], headers["x-second"]], [undefined, "yes"]);
  assert.ok(Number(after.attemptedAt) > Number(before.attemptedAt));
  await assert.rejects(
    db.webhookDelivery.create({ data: { ...deliveryOf({ uuid: before.uuid }), webhookId: id } }),
    { code: "P2002" },
  );
});

test("deliveries older than a month are deleted", async () => {
  const month = new Date(Date.now() - 31 * 24 * 3_600_000);
  const create = [deliveryOf({ state: "sent", createdAt: month }), deliveryOf({ state: "sent" })];
  await due({ deliveries: { create } });

  const forgotten = await pruneDeliveries();

  assert.equal(forgotten, 1);
  assert.equal(await db.webhookDelivery.count(), 1);
});
