import assert from "node:assert/strict";
import { test } from "node:test";
import { makePerson, password } from "../../support/data/factories.ts";
import { api } from "./setup.ts";

test("a webhook is created with the fields of SUSE Portus, changed, tested, sent again and deleted", async () => {
  const { user, namespace } = await makePerson();
  const person = api.by(`${user.username}:${password}`);
  const { id } = namespace;
  const webhook = { name: "build", url: "hooks.example.org", username: "robot", events: ["push"] };
  const body = { webhook };

  const made = await person("post_namespaces_id_webhooks", { path: { id }, body });
  const path = { id, webhook_id: made.json.id };
  const whole = "get_namespaces_id_webhooks_webhook_id";
  const changed = await person("put_namespaces_id_webhooks_webhook_id", {
    path,
    body: { password: "secret", request_method: "GET" },
  });
  const unknown = await person("put_namespaces_id_webhooks_webhook_id", {
    path,
    body: { events: ["push", "pull"] },
  });
  const header = await person("post_namespaces_id_webhooks_webhook_id_headers", {
    path,
    body: { name: "X-Token", value: "secret" },
  });
  const shown = await person(whole, { path });
  const rotated = await person("post_namespaces_id_webhooks_webhook_id_secret", { path });
  const sent = await person("post_namespaces_id_webhooks_webhook_id_test", { path });
  const delivery = { ...path, delivery_id: sent.json.id };
  const again = await person(
    "post_namespaces_id_webhooks_webhook_id_deliveries_delivery_id_retrigger",
    { path: delivery },
  );
  const deliveries = await person("get_namespaces_id_webhooks_webhook_id_deliveries", { path });
  const one = await person("get_namespaces_id_webhooks_webhook_id_deliveries_delivery_id", {
    path: delivery,
  });
  await person("delete_namespaces_id_webhooks_webhook_id_headers_header_id", {
    path: { ...path, header_id: header.json.id },
  });
  const off = await person("put_namespaces_id_webhooks_webhook_id", {
    path,
    body: { enabled: false },
  });
  const refused = await person("post_namespaces_id_webhooks_webhook_id_test", { path });
  const listed = await person("get_namespaces_id_webhooks", { path: { id } });
  const gone = await person("delete_namespaces_id_webhooks_webhook_id", { path });

  const { url, username, request_method, content_type, enabled } = changed.json;
  assert.deepEqual(
    [url, username, request_method, content_type, enabled],
    ["http://hooks.example.org", "robot", "GET", "application/json", true],
  );
  assert.deepEqual([shown.json.events, unknown.status], [["push"], 422]);
  assert.deepEqual(shown.json.headers, [header.json]);
  assert.notEqual(rotated.json.secret, made.json.secret);
  assert.ok(!JSON.stringify([changed, shown, listed, deliveries, one]).includes("secret"));
  assert.deepEqual([again.json.uuid, again.status], [sent.json.uuid, 202]);
  assert.deepEqual(
    deliveries.json.map(({ uuid, event, state }) => [uuid, event, state]),
    [[sent.json.uuid, "test", "pending"]],
  );
  assert.equal(JSON.parse(one.json.request_body).action, "test");
  assert.deepEqual([off.json.enabled, refused.status, gone.status], [false, 422, 204]);
  assert.equal((await person(whole, { path })).status, 404);
});
