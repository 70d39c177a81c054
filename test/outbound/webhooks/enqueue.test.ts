import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";
import { db, type Namespace, pool, type User } from "../../../src/platform/db/client.ts";
import { applyPending } from "../../../src/protocol/events/apply-pending.ts";
import { readEnvelopeOffLoop } from "../../../src/protocol/events/envelope.ts";
import { storeEvents } from "../../../src/protocol/events/receive.ts";
import { digestOf, eventOf } from "../../support/data/events.ts";
import { makeNamespace, makeRegistry, makeUser, unique } from "../../support/data/factories.ts";
import { makeWebhook } from "../../support/data/webhooks.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

let pusher: User;
let web: Namespace;
before(async () => {
  await makeRegistry();
  pusher = await makeUser({ admin: true });
});
beforeEach(async () => {
  web = await makeNamespace();
});

type Event = ReturnType<typeof eventOf>;
const pushOf = (given: Parameters<typeof eventOf>[0] = {}) =>
  eventOf({ repository: `${web.name}/app`, tag: "1.0", actor: pusher.username, ...given });

async function applyEvents(...events: Event[]): Promise<void> {
  await storeEvents(await readEnvelopeOffLoop(JSON.stringify({ events }), new Date()));
  await applyPending();
}

const deliveriesOf = ({ id }: { id: number }) =>
  db.webhookDelivery.findMany({ where: { webhookId: id }, orderBy: { id: "asc" } });

test("a push and a deletion are queued for each webhook of the namespace, with the registry's event unchanged", async () => {
  const [one, two] = [await makeWebhook(web), await makeWebhook(web)];
  const other = await makeWebhook(await makeNamespace());
  const push = pushOf();
  const deletion = pushOf({ action: "delete", digest: digestOf("a") });

  await applyEvents(push, deletion);

  for (const webhook of [one, two]) {
    const queued = await deliveriesOf(webhook);
    assert.deepEqual(
      queued.map(({ event, uuid, state }) => [event, uuid, state]),
      [
        ["push", push.id, "pending"],
        ["delete", deletion.id, "pending"],
      ],
    );
    assert.deepEqual(JSON.parse(queued[0]?.body ?? ""), push);
    assert.equal(queued[0]?.subject, `${web.name}/app:1.0`);
  }
  assert.deepEqual(await deliveriesOf(other), []);
});

test("WHK-003: nothing is queued for a disabled webhook", async () => {
  const webhook = await makeWebhook(web, { disabledAt: new Date() });

  await applyEvents(pushOf());

  assert.deepEqual(await deliveriesOf(webhook), []);
});

test("WHK-004: nothing is queued for an unknown namespace", async () => {
  await makeWebhook(web);
  const before = await db.webhookDelivery.count();

  const repository = `${unique("unknown")}/app`;
  await applyEvents(pushOf({ repository }), pushOf({ repository, action: "delete" }));

  assert.equal(await db.webhookDelivery.count(), before);
});

test("WHK-005: nothing is queued for a pull", async () => {
  const webhook = await makeWebhook(web);
  await applyEvents(pushOf());

  await applyEvents(pushOf({ action: "pull" }), pushOf({ action: "pull", method: "HEAD" }));

  assert.equal((await deliveriesOf(webhook)).length, 1);
});

test("an event that is repeated or applied again is queued once", async () => {
  const webhook = await makeWebhook(web);
  const push = pushOf();
  await applyEvents(push);
  await applyEvents(push);

  await db.registryEvent.updateMany({
    where: { eventId: push.id },
    data: { state: "pending", tryAfter: new Date(0) },
  });
  await applyPending();

  assert.equal((await deliveriesOf(webhook)).length, 1);
});

test("a deletion by Portus itself is queued, although the catalogue has changed before", async () => {
  const webhook = await makeWebhook(web);

  await applyEvents(pushOf({ action: "delete", digest: digestOf("gone"), actor: "portus" }));

  assert.deepEqual(
    (await deliveriesOf(webhook)).map(({ event }) => event),
    ["delete"],
  );
});

test("a push that can't be applied is queued only once it is applied", async () => {
  const webhook = await makeWebhook(web);
  await pool.query(`
    CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'not now'; END $$;
    CREATE TRIGGER poison BEFORE INSERT ON tags FOR EACH ROW EXECUTE FUNCTION refuse()`);
  await applyEvents(pushOf());
  const early = await deliveriesOf(webhook);

  await pool.query("DROP TRIGGER poison ON tags");
  await db.registryEvent.updateMany({
    where: { state: "pending" },
    data: { tryAfter: new Date(0) },
  });
  await applyPending();

  assert.deepEqual(early, []);
  assert.equal((await deliveriesOf(webhook)).length, 1);
});

test("a queued delivery wakes the workers of all replicas; an event without a webhook wakes none", async () => {
  const client = await pool.connect();
  const heard: string[] = [];
  client.on("notification", ({ channel }) => heard.push(channel));
  await client.query("LISTEN deliveries_arrived");

  await applyEvents(pushOf());
  await client.query("SELECT 1");
  const before = heard.length;
  await makeWebhook(web);
  await applyEvents(pushOf({ tag: "1.1" }));
  await client.query("SELECT 1");

  assert.deepEqual([before, heard], [0, ["deliveries_arrived"]]);
  client.release(true);
});
