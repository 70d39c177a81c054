import assert from "node:assert/strict";
import { test } from "node:test";
import { config } from "../../../src/platform/config/config.ts";
import { db } from "../../../src/platform/db/client.ts";
import { ensureRegistry } from "../../../src/registry/registries.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { admin, fake } from "./setup.ts";

test("registries are validated, added, changed and listed", async () => {
  await ensureRegistry(config);
  const query = { name: "second", hostname: "second.test.lan", url: fake.url };
  const bad = { ...query, url: "http://127.0.0.1:1" };

  const unreachable = await admin("get_registries_validate", { query: bad });
  const fine = await admin("get_registries_validate", { query });
  const made = await admin("post_registries", { body: query });
  const taken = await admin("get_registries_validate", { query });
  const path = { id: made.json.id };
  const changed = await admin("put_registries_id", {
    path,
    body: { registry: { external_hostname: "outside.test.lan" } },
  });
  const listed = await admin("get_registries", { query: { sort_attr: "name" } });

  assert.deepEqual(unreachable.json, {
    valid: false,
    messages: { hostname: ["connection refused"] },
  });
  assert.deepEqual(fine.json, { valid: true, messages: {} });
  assert.deepEqual(Object.keys(taken.json.messages).sort(), ["hostname", "name"]);
  assert.equal(changed.json.external_hostname, "outside.test.lan");
  assert.equal(changed.json.url, fake.url);
  assert.deepEqual(
    listed.json.map(({ name }) => name),
    [config.registry.host, "second"],
  );
});

test("API-006: the host of a registry can be changed only while it is empty", async () => {
  const body = { name: "full", hostname: "full.test.lan", url: fake.url };
  const { id } = (await admin("post_registries", { body })).json;
  await makeRepository({
    namespace: await db.namespace.findFirstOrThrow({ where: { registryId: id } }),
  });

  const moved = await admin("put_registries_id", {
    path: { id },
    body: { hostname: "x.test.lan" },
  });
  const renamed = await admin("put_registries_id", { path: { id }, body: { name: "fuller" } });

  assert.equal(moved.status, 422);
  assert.deepEqual(moved.json as unknown, {
    message: { hostname: ["Registry is not empty, cannot change hostname"] },
  });
  assert.equal(renamed.json.name, "fuller");
});

test("a registry's events secret is rotated, and the earlier one ended", async () => {
  const body = { name: "rotated", hostname: "rotated.test.lan", url: fake.url };
  const made = await admin("post_registries", { body });
  const path = { id: made.json.id };

  const rotated = await admin("post_registries_id_events_secret", { path });
  const ended = await admin("delete_registries_id_events_secret_previous", { path });

  assert.match(made.json.events_secret ?? "", /^pes_/);
  assert.match(rotated.json.events_secret ?? "", /^pes_/);
  assert.notEqual(rotated.json.events_secret, made.json.events_secret);
  assert.equal(ended.status, 204);
});
