import assert from "node:assert/strict";
import { test } from "node:test";
import { signIn, useApp } from "../../support/app.ts";
import { eventOf } from "../../support/data/events.ts";
import { makeNamespace, makeTeam, makeUser } from "../../support/data/factories.ts";
import { makeApplicationToken } from "../../support/data/two-teams.ts";
import { deliveryOf, makeWebhook } from "../../support/data/webhooks.ts";

const app = await useApp();
const [admin, owner, pusher] = [
  await makeUser({ admin: true }),
  await makeUser(),
  await makeUser(),
];
const team = await makeTeam({ owners: [owner], contributors: [pusher] });
const namespace = await makeNamespace({ team });
const body = JSON.stringify(eventOf({ actor: pusher.username }));
const webhook = await makeWebhook(namespace, {
  deliveries: { create: deliveryOf({ state: "sent", body }) },
});
const id = webhook.deliveries[0]?.id;
const path = `/namespaces/${namespace.id}/webhooks/${webhook.id}/deliveries/${id}`;

for (const [who, user, sees] of [
  ["an admin", admin, true],
  ["the pusher", pusher, true],
  ["an owner of the namespace", owner, false],
] as const)
  test(`S13: ${who} ${sees ? "sees" : "does not see"} the pusher's address in a webhook's delivery`, async () => {
    const page = await (await signIn(app, user)).get(path);
    const { header } = await makeApplicationToken(user);
    const res = await fetch(`${app.url}/api/v1${path}`, { headers: { "portus-auth": header } });
    const answer = await res.text();

    assert.deepEqual([page.status, res.status], [200, 200]);
    for (const text of [page.text, answer]) {
      assert.equal(text.includes("192.0.2.7"), sees);
      assert.ok(text.includes(pusher.username));
    }
  });
