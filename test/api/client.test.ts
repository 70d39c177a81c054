import assert from "node:assert/strict";
import { before, test } from "node:test";
import { config } from "../../src/config.ts";
import { db } from "../../src/db/client.ts";
import { ensureRegistry } from "../../src/registry/registries.ts";
import { ensureKeys } from "../../src/signing/keys.ts";
import { useApp } from "../support/app.ts";
import { makeManifest, makeRepository, makeTag } from "../support/catalogue.ts";
import { makePerson, password } from "../support/factories.ts";
import { fakeRegistry, imageOf } from "../support/fake-registry.ts";
import { apiClient } from "./client.ts";

const app = await useApp();
before(ensureKeys);
const fake = await fakeRegistry();
const speaks = { "docker-distribution-api-version": "registry/2.0" };
fake.answers.set("/v2/", (_req, res) => res.writeHead(401, speaks).end("{}"));
const api = await apiClient(app);
const anyone = api.by();

const unfounded = await anyone("get_health"); // before anybody made the first registry

const admin = await (async () => {
  const body = { username: "ada", email: "ada@example.org", password };
  const { json } = await anyone("post_users_bootstrap", { body });
  return api.by(`ada:${json.plain_token}`);
})();

test("API-008: without a registry the health is 503, and says so", () => {
  const { status, json } = unfounded;

  assert.equal(status, 503);
  assert.deepEqual(json.registry, { msg: "no registry configured", success: false });
  assert.equal(json.database.success, true);
});

test("API-009: anyone may ping, and who has signed in is told the version", async () => {
  assert.equal((await anyone("get__ping")).status, 200);
  assert.equal((await anyone("get_version")).status, 401);
  assert.deepEqual((await admin("get_version")).json["api-versions"], ["v1"]);
});

test("users are made, found by id and by address, changed and deleted", async () => {
  const email = "Kim@Example.org";
  const made = await admin("post_users", { body: { username: "kim", email, password } });
  const { id } = made.json;
  const wrapped = await admin("post_users", { body: { user: { username: "lee", password } } });

  assert.equal(made.status, 201);
  assert.equal(wrapped.json.username, "lee");
  assert.equal(wrapped.json.bot, false);
  assert.equal((await admin("get_users_id", { path: { id } })).json.username, "kim");
  assert.equal((await admin("get_users_id", { path: { id: email } })).json.id, id);
  const changed = await admin("put_users_id", { path: { id }, body: { display_name: "Kim" } });
  assert.deepEqual([changed.json.display_name, changed.json.email], ["Kim", "kim@example.org"]);
  assert.equal((await admin("delete_users_id", { path: { id } })).status, 204);
  assert.equal((await admin("get_users_id", { path: { id } })).status, 404);
});

test("a user that is made without a password comes with a link that sets one", async () => {
  const { json } = await admin("post_users", { body: { username: "linked" } });

  assert.match(json.password_link ?? "", /^http:\/\/portus\.test\.lan:3000\/new-password\?link=/);
});

test("USR-010: a bot that is made has no namespace, and its token is in this answer alone", async () => {
  const { json } = await admin("post_users", { body: { username: "builder", bot: true } });

  assert.equal(json.bot, true);
  assert.equal(json.namespace_id, null);
  assert.match(json.plain_token ?? "", /^ptk_/);
});

test("API-003: a user that can't be made is refused with sentences for each field", async () => {
  const { status, json } = await admin("post_users", { body: { username: "", password: "x" } });

  assert.equal(status, 422);
  const { message } = json as unknown as { message: Record<string, string[]> };
  assert.deepEqual(Object.keys(message).sort(), ["password", "username"]);
});

test("USR-008: there is no user portus that could be changed or made", async () => {
  const made = await admin("post_users", { body: { username: "portus", password } });

  assert.equal(made.status, 422);
  assert.equal((await admin("get_users_id", { path: { id: "portus" } })).status, 404);
});

test("application tokens are made, listed, rotated and revoked", async () => {
  const { user } = await makePerson();
  const person = api.by(`${user.username}:${password}`);
  const path = { id: user.id };

  const made = await person("post_users_id_application_tokens", {
    path,
    body: { application: "ci" },
  });
  const token = { id: made.json.id };
  const listed = await person("get_users_id_application_tokens", { path });
  const rotated = await person("post_users_application_tokens_id_rotation", { path: token });
  const revoked = await person("delete_users_application_tokens_id", { path: token });

  assert.deepEqual(
    listed.json.map(({ application }) => application),
    ["ci"],
  );
  assert.notEqual(rotated.json.plain_token, made.json.plain_token);
  assert.equal(revoked.status, 204);
});

test("registries are judged, added, changed and listed", async () => {
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

test("API-006: the host of a registry that is not empty can't be changed", async () => {
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

test("teams, members and namespaces are made, changed and deleted", async () => {
  const { user } = await makePerson();
  const body = { name: "web", description: "the web" };
  const { id } = (await admin("post_teams", { body })).json;
  const path = { id };
  await admin("get_teams");
  await admin("get_teams_id", { path });
  await admin("put_teams_id", { path, body: { description: "" } });

  const added = await admin("post_teams_id_members", {
    path,
    body: { user: user.username, role: "viewer" },
  });
  const member = { id, member_id: added.json.id };
  const members = await admin("get_teams_id_members", { path });
  const raised = await admin("put_teams_id_members_member_id", {
    path: member,
    body: { role: "contributor" },
  });
  await admin("delete_teams_id_members_member_id", { path: member });

  assert.equal(members.json.length, 2);
  assert.equal(raised.json.role, "contributor");
  const name = "webspace";
  assert.equal((await admin("get_namespaces_validate", { query: { name } })).json.valid, true);
  const made = await admin("post_namespaces", { body: { name, team: "web" } });
  const namespace = { id: made.json.id };
  await admin("get_namespaces");
  await admin("get_teams_id_namespaces", { path });
  await admin("get_namespaces_id", { path: namespace });
  await admin("put_namespaces_id", { path: namespace, body: { visibility: "public" } });
  await admin("get_namespaces_id_repositories", { path: namespace });
  assert.equal((await admin("delete_namespaces_id", { path: namespace })).status, 204);
  assert.equal((await admin("delete_teams_id", { path })).status, 204);
});

test("robots are made, listed, changed and deleted", async () => {
  await admin("post_teams", { body: { name: "machines" } });
  const body = { team: "machines", name: "ci", role: "viewer" };
  const { id } = (await admin("post_robots", { body })).json;
  const path = { id };

  const listed = await admin("get_robots");
  await admin("get_robots_id", { path });
  await admin("put_robots_id", { path, body: { role: "contributor" } });
  const deleted = await admin("delete_robots_id", { path });

  assert.ok(listed.json.some((robot) => robot.id === id));
  assert.equal(deleted.status, 204);
});

test("a repository gets members and a visibility of its own", async () => {
  const { namespace } = await makePerson();
  const { user } = await makePerson();
  const { id } = await makeRepository({ namespace });
  const path = { id };
  const body = { user: user.username, role: "viewer" };

  const made = await admin("post_repositories_id_members", { path, body });
  const member = { id, member_id: made.json.id };
  await admin("put_repositories_id_members_member_id", {
    path: member,
    body: { role: "contributor" },
  });
  const members = await admin("get_repositories_id_members", { path });
  await admin("delete_repositories_id_members_member_id", { path: member });
  const narrowed = await admin("put_repositories_id_visibility", {
    path,
    body: { visibility: "private" },
  });

  assert.deepEqual(
    members.json.map(({ username, role }) => [username, role]),
    [[user.username, "contributor"]],
  );
  assert.equal(narrowed.status, 204);
});

test("repositories and their tags are listed and shown, and rights are explained", async () => {
  const { user, namespace } = await makePerson();
  const repository = await makeRepository({ namespace });
  const tag = await makeTag(await makeManifest(repository), "1");
  const person = api.by(`${user.username}:${password}`);
  const path = { id: repository.id };

  const listed = await person("get_repositories");
  await person("get_repositories_id", { path });
  await person("get_repositories_id_tags", { path });
  const grouped = await person("get_repositories_id_tags_grouped", { path });
  const one = await person("get_repositories_id_tags_tag_id", {
    path: { ...path, tag_id: tag.id },
  });
  await person("get_permissions", { query: { what: repository.fullName, action: "push" } });

  assert.ok(listed.json.some(({ full_name }) => full_name === repository.fullName));
  assert.equal(grouped.json[0]?.[0]?.name, "1");
  assert.equal(one.json.name, "1");
});

test("a tag and a repository are deleted, and a deletion is put back", async () => {
  const { user, namespace } = await makePerson();
  await db.registry.update({ where: { id: namespace.registryId }, data: { url: fake.url } });
  const repository = await makeRepository({ namespace });
  const { digest } = imageOf(fake, repository.fullName);
  const place = `/v2/${repository.fullName}/manifests/`;
  const held = fake.answers.get(place + digest);
  for (const reference of [digest, "1"])
    fake.answers.set(place + reference, (req, res) => {
      if (req.method === "DELETE") res.writeHead(202).end();
      else if (req.method === "PUT") res.writeHead(201).end();
      else held?.(req, res);
    });
  const tag = await makeTag(await makeManifest(repository, { digest }), "1");
  const person = api.by(`${user.username}:${password}`);

  const deleted = await person("delete_tags_id", { path: { id: tag.id } });
  const { id } = await db.deletionPlan.findFirstOrThrow({ orderBy: { id: "desc" } });
  const undone = await person("post_deletions_id_undo", { path: { id } });
  const empty = await makeRepository({ namespace });
  const gone = await person("delete_repositories_id", { path: { id: empty.id } });

  assert.deepEqual([deleted.status, undone.status, gone.status], [204, 200, 204]);
});

test("pages of a list say which they are, and lead to their neighbours", async () => {
  await db.user.createMany({
    data: Array.from({ length: 25 }, (_, n) => ({ username: `many${n}` })),
  });
  const total = await db.user.count();

  const query = { page: 2, per_page: 7, sort_attr: "username", sort_order: "desc" };
  const { json, headers } = await admin("get_users", { query });

  const header = (name: string) => headers.get(name);
  assert.equal(json.length, 7);
  assert.deepEqual(["x-page", "x-per-page", "x-prev-page", "x-next-page", "x-total"].map(header), [
    "2",
    "7",
    "1",
    "3",
    String(total),
  ]);
  assert.equal(header("x-total-pages"), String(Math.ceil(total / 7)));
  for (const rel of ["first", "prev", "next", "last"])
    assert.match(header("link") ?? "", new RegExp(`page=\\d+[^>]*>; rel="${rel}"`));
});

const lists = [
  "get_users",
  "get_registries",
  "get_repositories",
  "get_teams",
  "get_namespaces",
] as const;

for (const id of lists)
  test(`${id}: a column to sort by that is not listed is refused`, async () => {
    const query = { sort_attr: id === "get_users" ? "password_hash" : "registry_id" };
    assert.equal((await admin(id, { query })).status, 422);
  });

test("API-001: every operation that wants an admin refuses ordinary people, and all but a few refuse strangers", async () => {
  const { user } = await makePerson();
  const person = api.by(`${user.username}:${password}`);
  const path = { id: user.id };
  const calls = [
    ["get_users", {}],
    ["post_users", { body: { username: "x" } }],
    ["get_users_id", { path }],
    ["put_users_id", { path, body: {} }],
    ["delete_users_id", { path }],
    ["get_registries", {}],
    ["post_registries", { body: {} }],
    ["put_registries_id", { path, body: {} }],
    ["get_registries_validate", {}],
  ] as const;

  for (const [id, sent] of calls) {
    const [ordinary, stranger] = [await person(id, sent), await anyone(id, sent)];
    assert.deepEqual(
      [id, ordinary.status, ordinary.json, stranger.status, stranger.json],
      [id, 403, { message: "Authorization fails" }, 401, { message: "Authentication fails" }],
    );
  }
});

test("API-008: with registries that answer the health is 200", async () => {
  await db.registry.updateMany({ data: { url: fake.url } });

  let health = await anyone("get_health");
  while (health.status === 503 && /no registry|refused/.test(health.json.registry.msg))
    health = await anyone("get_health"); // what was known stays true for two seconds

  assert.deepEqual(health.json, {
    database: { msg: "database is up-to-date", success: true },
    registry: { msg: "registry is reachable", success: true },
  });
});

test("every operation that the document names was driven", () => {
  const undriven = api.operations.filter((id) => !api.driven.has(id));
  assert.deepEqual(undriven, [], "drive these in this file");
});
