import assert from "node:assert/strict";
import { test } from "node:test";
import { config } from "../../src/platform/config/config.ts";
import { db } from "../../src/platform/db/client.ts";
import { useApp } from "../support/app.ts";
import {
  makeNamespace,
  makePerson,
  makeTeam,
  makeUser,
  password,
} from "../support/data/factories.ts";

const app = await useApp();

type Sent = { method?: string; as?: string; body?: unknown; headers?: Record<string, string> };

async function call(path: string, { method = "GET", as, body, headers = {} }: Sent = {}) {
  const res = await fetch(`${app.url}/api/v1${path}`, {
    method,
    headers: {
      ...(as && { "Portus-Auth": as }),
      ...(body !== undefined && { "Content-Type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await res.text();
  return { status: res.status, headers: res.headers, json: text ? JSON.parse(text) : null };
}

test("API-009: _ping answers anyone", async () => {
  assert.equal((await call("/_ping")).status, 200);
});

test("bootstrap creates the first user once, as an admin with a working token", async () => {
  const setup_code = config.setupCode;
  const body = { username: "admin", email: "admin@example.org", password, setup_code };

  const first = await call("/users/bootstrap", { method: "POST", body: { user: body } });
  const second = await call("/users/bootstrap", {
    method: "POST",
    body: { ...body, username: "again", email: "again@example.org" },
  });

  assert.equal(first.status, 201);
  assert.equal(second.status, 400);
  assert.match(second.json.message, /no users on the system/);
  const users = await call("/users", { as: `admin:${first.json.plain_token}` });
  assert.deepEqual(
    users.json.map((user: { username: string; admin: boolean }) => [user.username, user.admin]),
    [["admin", true]],
  );
});

test("API-001: missing or wrong credentials are 401, a missing permission is 403", async () => {
  const { user } = await makePerson();

  const nobody = await call("/users");
  const wrong = await call("/users", { as: `${user.username}:wrong` });
  const notAdmin = await call("/users", { as: `${user.username}:${password}` });

  assert.deepEqual([nobody.status, nobody.json], [401, { message: "Authentication fails" }]);
  assert.equal(wrong.status, 401);
  assert.deepEqual([notAdmin.status, notAdmin.json], [403, { message: "Authorization fails" }]);
});

test("API-002: a body that is not JSON is 400 with a message", async () => {
  const answer = await call("/users/bootstrap", { method: "POST", body: "{" });

  assert.equal(answer.status, 400);
  assert.equal(typeof answer.json.message, "string");
});

test("API-003: an invalid field is 422 with a message for it", async () => {
  const { user } = await makePerson();

  const answer = await call(`/users/${user.id}/application_tokens`, {
    method: "POST",
    as: `${user.username}:${password}`,
    body: { application: " " },
  });

  assert.equal(answer.status, 422);
  assert.ok(Array.isArray(answer.json.message.application));
});

test("USR-011: nobody creates or lists the application tokens of another person, not even an admin", async () => {
  const admin = await makeUser({ admin: true });
  const { user } = await makePerson();
  const as = `${user.username}:${password}`;
  const path = `/users/${admin.id}/application_tokens`;

  const made = await call(path, { method: "POST", as, body: { application: "mine now" } });
  const listed = await call(path, { as });

  assert.deepEqual([made.status, listed.status], [403, 403]);
  assert.equal(await db.applicationToken.count({ where: { userId: admin.id } }), 0);
});

test("USR-012: revoking one's own token is 204, another's 403", async () => {
  const { user } = await makePerson();
  const { user: other } = await makePerson();
  const as = `${user.username}:${password}`;
  const path = `/users/${user.id}/application_tokens`;
  const made = await call(path, { method: "POST", as, body: { application: "ci" } });
  const token = `/users/application_tokens/${made.json.id}`;

  const foreign = await call(token, { method: "DELETE", as: `${other.username}:${password}` });
  const own = await call(token, { method: "DELETE", as });

  assert.equal(made.status, 201);
  assert.match(made.json.plain_token, /^ptk_/);
  assert.deepEqual([foreign.status, own.status], [403, 204]);
  assert.equal((await call(path, { as: `${user.username}:${made.json.plain_token}` })).status, 401);
});

test("repositories and tags have the fields of SUSE Portus, and private ones of others are 404", async () => {
  const { user } = await makePerson();
  const { user: stranger } = await makePerson();
  const namespace = await makeNamespace({ team: await makeTeam({ viewers: [user] }) });
  const fullName = `${namespace.name}/app`;
  const repository = await db.repository.create({
    data: { namespaceId: namespace.id, name: "app", fullName, tagsCount: 1 },
  });
  const manifest = await db.manifest.create({
    data: {
      repositoryId: repository.id,
      digest: `sha256:${"a".repeat(64)}`,
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      size: 500,
      pushedAt: new Date(),
      totalSize: 12n,
      configDigest: `sha256:${"c".repeat(64)}`,
    },
  });
  const pushed = { pushedBy: "x", pushedAt: new Date(), appliedAt: new Date(), authorName: "x" };
  const names = ["1.0", `sha256-${"a".repeat(64)}.sig`];
  for (const name of names)
    await db.tag.create({
      data: { repositoryId: repository.id, manifestId: manifest.id, name, ...pushed },
    });
  const as = `${user.username}:${password}`;

  const listed = await call("/repositories?per_page=1", { as });
  const tags = await call(`/repositories/${repository.id}/tags`, { as });
  const grouped = await call(`/repositories/${repository.id}/tags/grouped`, { as });
  const hidden = await call(`/repositories/${repository.id}/tags`, {
    as: `${stranger.username}:${password}`,
  });

  assert.equal(listed.json[0].full_name, fullName);
  assert.deepEqual(listed.json[0].namespace, { id: namespace.id, name: namespace.name });
  assert.equal(listed.headers.get("x-total"), "1");
  assert.equal(listed.headers.get("x-per-page"), "1");
  assert.match(listed.headers.get("link") ?? "", /rel="last"/);
  assert.deepEqual(
    tags.json.map((tag: { name: string; image_id: string; size: number }) => [
      tag.name,
      tag.image_id,
      tag.size,
    ]),
    [["1.0", "c".repeat(64), 12]],
  );
  assert.equal(grouped.json[0][0].digest, manifest.digest);
  assert.equal(hidden.status, 404);
});

test("CVE-2025-30086: lists are sorted and filtered only by listed columns", async () => {
  const admin = await makeUser({ admin: true });

  const answer = await call("/users?sort_attr=passwordHash", {
    as: `${admin.username}:${password}`,
  });

  assert.equal(answer.status, 422);
});

test("the OpenAPI document names every operation", async () => {
  const document = await (await fetch(`${app.url}/api/openapi.json`)).json();

  assert.equal(document.openapi, "3.1.0");
  assert.ok(document.paths["/api/v1/users/{id}/application_tokens"].post.requestBody);
});

test("an unknown API path is 404 with a message", async () => {
  assert.equal((await call("/nothing")).status, 404);
});

test("the patterns of the OpenAPI document compile in other languages", async () => {
  const text = await (await fetch(`${app.url}/api/openapi.json`)).text();

  assert.doesNotMatch(text, /\\\\p\{|\(\?<[=!]/);
});
