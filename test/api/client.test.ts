import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../src/platform/db/client.ts";
import { makePerson, password } from "../support/data/factories.ts";
import { admin, anyone, api, fake, healthWithoutRegistry } from "./client/setup.ts";
import "./client/accounts.ts";
import "./client/registries.ts";
import "./client/teams.ts";
import "./client/repositories.ts";
import "./client/immutable.ts";
import "./client/retention.ts";
import "./client/untagged.ts";
import "./client/usage.ts";
import "./client/webhooks.ts";
import "./client/sizes.ts";
import "./client/sync.ts";
import "./client/lists.ts";
import "./client/old-endpoints.ts";
import "./client/profile.ts";

test("API-008: without a registry the health check is 503 and says so", () => {
  const { status, json } = healthWithoutRegistry;

  assert.equal(status, 503);
  assert.deepEqual(json.registry, { msg: "no registry configured", success: false });
  assert.equal(json.database.success, true);
});

test("API-009: anyone may ping; the version is for those who have signed in", async () => {
  assert.equal((await anyone("get__ping")).status, 200);
  assert.equal((await anyone("get_version")).status, 401);
  assert.deepEqual((await admin("get_version")).json["api-versions"], ["v1"]);
});

test("what needs a person is listed for admins, each with its cure", async () => {
  const { user } = await makePerson();

  const { json } = await admin("get_problems");

  assert.ok(json.every(({ sentence, cure }) => sentence && cure));
  assert.ok(json.length > 0, "without a registry there is a problem");
  assert.equal((await api.by(`${user.username}:${password}`)("get_problems")).status, 403);
});

test("API-001: admin operations refuse other people, and almost all operations refuse anonymous requests", async () => {
  const { user } = await makePerson();
  const person = api.by(`${user.username}:${password}`);
  const path = { id: user.id };
  const calls = [
    ["get_users", {}],
    ["post_users", { body: { username: "x" } }],
    ["get_users_id", { path }],
    [
      "put_users_id",
      { path, body: { admin: true } },
      "Only admins may change someone else's account.",
    ],
    ["delete_users_id", { path }],
    ["get_registries", {}],
    ["post_registries", { body: {} }],
    ["put_registries_id", { path, body: {} }],
    ["post_registries_id_events_secret", { path }],
    ["delete_registries_id_events_secret_previous", { path }],
    ["get_registries_validate", {}],
  ] as const;

  for (const [id, sent, error] of calls) {
    const forbidden = { message: "Authorization fails", ...(error && { error }) };
    const [ordinary, stranger] = [await person(id, sent), await anyone(id, sent)];
    assert.deepEqual(
      [id, ordinary.status, ordinary.json, stranger.status, stranger.json],
      [id, 403, forbidden, 401, { message: "Authentication fails" }],
    );
  }
});

test("API-008: the health check is 200 if all registries respond", async () => {
  await db.registry.updateMany({ data: { url: fake.url } });

  let health = await anyone("get_health");
  while (health.status === 503 && /no registry|refused/.test(health.json.registry.msg))
    health = await anyone("get_health"); // the result is cached for two seconds

  assert.deepEqual(health.json, {
    database: { msg: "database is up-to-date", success: true },
    registry: { msg: "registry is reachable", success: true },
  });
});

test("every operation of the OpenAPI document was called", () => {
  const uncalled = api.operations.filter((id) => !api.called.has(id));
  assert.deepEqual(uncalled, [], "call these in test/api/client");
});
