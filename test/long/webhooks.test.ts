import "../support/settings/private-addresses.ts";
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { join } from "node:path";
import { test } from "node:test";
import { db } from "../../src/platform/db/client.ts";
import { paths } from "../../src/platform/paths/paths.ts";
import { imageLayout } from "../support/clients/oci-layouts.ts";
import { newPerson, password, pushing } from "../support/clients/people.ts";
import { receiver } from "../support/fakes/webhook-receiver.ts";
import { startStack } from "../support/stack.ts";
import { until } from "../support/waiting.ts";

// Webhooks after pushes to a real registry.

const stack = await startStack();
const ada = await newPerson(stack, "ada");
const target = await receiver();

const received = (count: number) =>
  until(() => target.received.length >= count, `${count} requests to have come`);

test("the receiver gets a signed request after a push and after a deletion", async () => {
  const namespace = await db.namespace.findFirstOrThrow({ where: { name: "ada" } });
  await ada.browser.get(paths.newWebhook(namespace));
  const made = await ada.browser.post(paths.webhooks(namespace), { name: "ci", url: target.url });
  const [secret = ""] = /pws_[\w-]{43}/.exec(made.text) ?? [];
  const layout = imageLayout(join(stack.directory, "image"), "webhook");

  const pushed = pushing(stack, ada, layout, "ada/app:1.0");
  await received(1);
  const repository = await db.repository.findFirstOrThrow({ where: { fullName: "ada/app" } });
  const authorization = `Basic ${Buffer.from(`ada:${password}`).toString("base64")}`;
  const address = `${stack.portus.url}/api/v1/repositories/${repository.id}`;
  const deleted = await fetch(address, { method: "DELETE", headers: { authorization } });
  await received(2);

  assert.equal(pushed.status, 0, pushed.output);
  assert.equal(deleted.status, 204);
  const bodies = target.received.map(({ body }) => JSON.parse(body));
  const events = bodies.filter((it) => it.target.digest); // the event of the tag's deletion may arrive sooner or later
  assert.deepEqual(
    events.map(({ action, target: { repository, digest } }) => [action, repository, digest]),
    [
      ["push", "ada/app", layout.root.digest],
      ["delete", "ada/app", layout.root.digest],
    ],
  );
  assert.deepEqual([events[0].target.tag, events[0].actor.name], ["1.0", "ada"]);
  for (const { body, headers } of target.received) {
    const signature = createHmac("sha256", secret).update(body).digest("hex");
    assert.equal(headers["x-portus-signature"], `sha256=${signature}`);
  }
});
