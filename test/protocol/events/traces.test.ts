import "../../support/settings/private-addresses.ts";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { applyPending } from "../../../src/protocol/events/apply-pending.ts";
import { useApp } from "../../support/app.ts";
import { eventOf, post } from "../../support/data/events.ts";
import { makePerson } from "../../support/data/factories.ts";
import { deliverAll, makeWebhook } from "../../support/data/webhooks.ts";
import { receiver } from "../../support/fakes/webhook-receiver.ts";

const app = await useApp();
const target = await receiver();
const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
let repository = "";
let actor = "";

before(async () => {
  const { user, namespace } = await makePerson();
  await makeWebhook(namespace, { url: target.url });
  repository = `${user.username}/app`;
  actor = user.username;
});

async function deliver(headers: Record<string, string>): Promise<string | undefined> {
  target.received.length = 0;
  await post(app, { events: [eventOf({ repository, actor, tag: "1.0" })] }, headers);
  await applyPending();
  await deliverAll();
  assert.equal(target.received.length, 1, "one call");
  const traceparent = target.received[0]?.headers.traceparent;
  return typeof traceparent === "string" ? traceparent : undefined;
}

test("the call of a webhook belongs to the trace of the notification that caused it, as a span of its own", async () => {
  const traceparent = await deliver({ traceparent: `00-${trace}-00f067aa0ba902b7-01` });

  assert.match(traceparent ?? "", new RegExp(`^00-${trace}-[0-9a-f]{16}-01$`));
  assert.doesNotMatch(traceparent ?? "", /00f067aa0ba902b7/);
  const shown = await db.webhookDelivery.findFirstOrThrow({ orderBy: { id: "desc" } });
  assert.equal((shown.requestHeaders as { traceparent?: string }).traceparent, traceparent);
});

test("without a trace, or with an invalid one, a webhook's call has none", async () => {
  assert.equal(await deliver({}), undefined);
  assert.equal(
    await deliver({ traceparent: `00-${"0".repeat(32)}-00f067aa0ba902b7-01` }),
    undefined,
  );
});
