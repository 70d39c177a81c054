import assert from "node:assert/strict";
import { test } from "node:test";
import { issueRefreshToken } from "../../../src/identity/tokens/refresh-tokens.ts";
import { db } from "../../../src/platform/db/client.ts";
import { signIn } from "../../support/app.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { actorOf, makePerson, password } from "../../support/data/factories.ts";
import { storeImage } from "../../support/data/images.ts";
import { makeFailedEvent } from "../../support/data/two-teams.ts";
import { respond } from "../../support/fakes/registry.ts";
import { admin, api, app, fake } from "./setup.ts";

test("A5: the API does what the profile page does", async () => {
  const { user } = await makePerson();
  const person = api.by(`${user.username}:${password}`);
  await signIn(app, user);
  await issueRefreshToken(actorOf(user), { service: "r", clientId: "docker", address: null });

  await person("put_profile", { body: { display_name: "Kim" } });
  const profile = await person("get_profile");
  const clients = await person("get_profile_clients");
  const sessions = await person("get_profile_sessions");
  for (const { id } of clients.json) await person("delete_profile_clients_id", { path: { id } });
  for (const { id } of sessions.json) await person("delete_profile_sessions_id", { path: { id } });
  const wrong = { body: { current: "wrong", password: "another long password" } };
  const refused = await person("put_profile_password", wrong);
  await person("put_profile_password", { body: { ...wrong.body, current: password } });

  assert.deepEqual(profile.json, {
    id: user.id,
    username: user.username,
    email: user.email,
    unconfirmed_email: null,
    display_name: "Kim",
  });
  assert.deepEqual([clients.json.length, sessions.json.length, refused.status], [1, 1, 422]);
  assert.equal((await person("get_profile")).status, 401);
  const link = await admin("post_users_id_password_link", { path: { id: user.id } });
  assert.match(link.json.password_link ?? "", /new-password/);
});

test("A5: the API stars, comments and rolls back as the pages do", async () => {
  const { user, namespace } = await makePerson();
  const repository = await makeRepository({ namespace });
  const { id } = repository;
  const person = api.by(`${user.username}:${password}`);
  const path = { id };

  await person("put_repositories_id_star", { path });
  const stars = await db.star.count({ where: { repositoryId: id } });
  await person("delete_repositories_id_star", { path });
  await person("post_repositories_id_comments", { path, body: { body: "It works." } });
  const comment = await db.comment.findFirstOrThrow({ where: { repositoryId: id } });
  await person("delete_repositories_id_comments_comment_id", {
    path: { id, comment_id: comment.id },
  });

  const { digest } = await storeImage(repository, { tag: "v1" });
  const moved = { tag: "v1", digest, at: new Date(), byName: user.username };
  await db.tagMove.create({ data: { repositoryId: id, ...moved } });
  await db.registry.update({ where: { id: namespace.registryId }, data: { url: fake.url } });
  fake.answers.set(`/v2/${repository.fullName}/manifests/v1`, (_req, res) => respond(res, 201));
  const body = { tag: "v1", digest, from: digest };
  const back = await person("post_repositories_id_rollback", { path, body });

  assert.deepEqual(back.json, { tag: "v1", digest });
  assert.equal(stars, 1);
  assert.equal(await db.star.count({ where: { repositoryId: id } }), 0);
  assert.equal(await db.comment.count({ where: { repositoryId: id } }), 0);
});

test("A5: the API retries failed events", async () => {
  const { id } = await makeFailedEvent("web/app");
  const path = { id: String(id) };

  assert.equal((await admin("post_events_id_retry", { path })).status, 204);
  assert.equal((await admin("post_events_retry")).json.retried, 0);
});
