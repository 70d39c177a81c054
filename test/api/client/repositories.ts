import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { recordRefusal } from "../../../src/tenancy/decisions/queue.ts";
import { makeManifest, makeRepository, makeTag } from "../../support/data/catalogue.ts";
import { makePerson, password } from "../../support/data/factories.ts";
import { imageOf } from "../../support/fakes/registry.ts";
import { refusal } from "../../tenancy/decisions/refusal.ts";
import { admin, api, fake } from "./setup.ts";

test("a repository gets its own members and visibility", async () => {
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
  const losing = await admin("post_repositories_id_preview", {
    path,
    body: { visibility: "private" },
  });
  const gaining = await admin("post_repositories_id_preview", {
    path,
    body: { user: user.username, role: "contributor" },
  });
  const narrowed = await admin("put_repositories_id_visibility", {
    path,
    body: { visibility: "private" },
  });
  const shown = await admin("get_repositories_id", { path });

  assert.deepEqual(losing.json, []); // its namespace is already private
  assert.deepEqual(
    gaining.json.map(({ who, gains, loses }) => [who, gains, loses]),
    [[user.username, ["pull", "push"], []]],
  );
  assert.equal(shown.json.visibility, "private");
  assert.deepEqual(
    members.json.map(({ username, role }) => [username, role]),
    [[user.username, "contributor"]],
  );
  assert.equal(narrowed.status, 204);
});

test("repositories and tags are listed and shown, and permissions are explained", async () => {
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

test("a refused push is explained", async () => {
  const { user } = await makePerson();
  const person = api.by(`${user.username}:${password}`);
  const refused = { ...refusal(), userId: user.id, username: user.username };
  recordRefusal({ ...refused, proof: "password" });

  const listed = await person("get_decisions", { query: { outcome: "refused" } });
  const one = await person("get_decisions_id", { path: { id: refused.id } });

  assert.deepEqual(
    listed.json.map(({ id }) => id),
    [refused.id],
  );
  assert.equal(one.json.outcome, "refused");
});

test("a tag and a repository are deleted, and a deletion is restored", async () => {
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
  const restored = await person("post_deletions_id_undo", { path: { id } });
  const empty = await makeRepository({ namespace });
  const gone = await person("delete_repositories_id", { path: { id: empty.id } });

  assert.deepEqual([deleted.status, restored.status, gone.status], [204, 200, 204]);
});

test("I9: an image has its kind and pull commands, by tag and by digest", async () => {
  const { user, namespace } = await makePerson();
  const repository = await makeRepository({ namespace });
  const manifest = await makeManifest(repository);
  await makeTag(manifest, "1.0");
  const person = api.by(`${user.username}:${password}`);
  const image = (reference: string) =>
    person("get_repositories_id_images_reference", { path: { id: repository.id, reference } });

  const [byTag, byDigest] = [await image("1.0"), await image(manifest.digest)];
  const none = await image("2.0");

  assert.deepEqual([byTag.json.kind, byTag.json.digest], ["image", manifest.digest]);
  assert.match(byTag.json.commands[0]?.command ?? "", /^docker pull .*:1\.0$/);
  assert.match(byDigest.json.commands[0]?.command ?? "", /@sha256:/);
  assert.equal(none.status, 404);
});
