import assert from "node:assert/strict";
import { test } from "node:test";
import { findPlan } from "../../../src/lifecycle/deletion/plan/find.ts";
import { planNamespace } from "../../../src/lifecycle/deletion/plan/targets.ts";
import { restore } from "../../../src/lifecycle/deletion/restore/start.ts";
import { executeUnreviewed } from "../../../src/lifecycle/deletion/run/run.ts";
import { sealText, unsealText } from "../../../src/outbound/webhooks/secrets.ts";
import { db } from "../../../src/platform/db/client.ts";
import { findNamespace } from "../../../src/tenancy/namespaces/find.ts";
import { actorOf, by, makeNamespace, makeTeam, makeUser } from "../../support/data/factories.ts";
import { deliveryOf, makeWebhook, signingSecret } from "../../support/data/webhooks.ts";
import { useDatabase } from "../../support/database.ts";

await useDatabase();

test("a restored namespace has its webhooks again, with their secrets and deliveries", async () => {
  const owner = await makeUser();
  const namespace = await makeNamespace({ team: await makeTeam({ owners: [owner] }) });
  const { id } = await makeWebhook(namespace, {
    headers: { create: { name: "x-token", sealedValue: sealText("a token") } },
    deliveries: { create: deliveryOf({ state: "sent", responseHeaders: { server: "nginx" } }) },
  });
  const all = { where: { id }, include: { headers: true, deliveries: true } };
  const before = await db.webhook.findUnique(all);

  const plan = await planNamespace(by(owner), await findNamespace(actorOf(owner), namespace.id));
  await executeUnreviewed(by(owner), await findPlan(actorOf(owner), plan.id));
  const gone = await db.webhook.findUnique(all);
  await restore(by(owner), plan.id);

  const after = await db.webhook.findUnique(all);
  assert.equal(gone, null);
  assert.deepEqual(after, before);
  assert.equal(unsealText(after?.sealedSecret ?? Buffer.of()), signingSecret);
  assert.equal(unsealText(after?.headers[0]?.sealedValue ?? Buffer.of()), "a token");
});
