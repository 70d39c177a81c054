import assert from "node:assert/strict";
import { test } from "node:test";
import { makePerson, password } from "../../support/data/factories.ts";
import { admin, api } from "./setup.ts";

test("users are created, found by id and by e-mail address, changed and deleted", async () => {
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

test("a user created without a password comes with a link to set one", async () => {
  const { json } = await admin("post_users", { body: { username: "linked" } });

  assert.match(json.password_link ?? "", /^http:\/\/portus\.test\.lan:3000\/new-password\?link=/);
});

test("USR-010: a new bot has no namespace, and its token is only in this answer", async () => {
  const { json } = await admin("post_users", { body: { username: "builder", bot: true } });

  assert.equal(json.bot, true);
  assert.equal(json.namespace_id, null);
  assert.match(json.plain_token ?? "", /^ptk_/);
});

test("API-003: an invalid user is refused with messages for each field", async () => {
  const { status, json } = await admin("post_users", { body: { username: "", password: "x" } });

  assert.equal(status, 422);
  const { message } = json as unknown as { message: Record<string, string[]> };
  assert.deepEqual(Object.keys(message).sort(), ["password", "username"]);
});

test("USR-008: the user portus can be neither changed nor created", async () => {
  const made = await admin("post_users", { body: { username: "portus", password } });

  assert.equal(made.status, 422);
  assert.equal((await admin("get_users_id", { path: { id: "portus" } })).status, 404);
});

test("application tokens are created, listed, rotated and revoked", async () => {
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
