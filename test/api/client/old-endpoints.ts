import assert from "node:assert/strict";
import { test } from "node:test";
import { makeManifest, makeRepository, makeTag } from "../../support/data/catalogue.ts";
import { makePerson, makeTeam, password } from "../../support/data/factories.ts";
import { admin, anyone, api } from "./setup.ts";

test("A3: admins list all tags; a single tag is shown to those who may see it", async () => {
  const { user, namespace } = await makePerson();
  const { user: stranger } = await makePerson();
  const repository = await makeRepository({ namespace, tagsCount: 1 });
  const { id } = await makeTag(await makeManifest(repository), "1.0");
  const person = api.by(`${user.username}:${password}`);

  const all = await admin("get_tags", { query: { sort_order: "desc", sort_attr: "created_at" } });
  const own = await person("get_tags_id", { path: { id } });
  const foreign = await api.by(`${stranger.username}:${password}`)("get_tags_id", { path: { id } });

  assert.ok(all.json.some((tag) => tag.id === id));
  assert.equal((await person("get_tags")).status, 403);
  assert.equal(own.json.name, "1.0");
  assert.equal(foreign.status, 404);
});

test("A3: those who may edit a repository set its description by PUT, wrapped or bare", async () => {
  const { user, namespace } = await makePerson();
  const { user: stranger } = await makePerson();
  const { id } = await makeRepository({ namespace });
  const person = api.by(`${user.username}:${password}`);
  const put = (body: object, by = person) => by("put_repositories_id", { path: { id }, body });

  const wrapped = await put({ repository: { description: "one" } });
  const bare = await put({ description: "two" });
  const empty = await put({ repository: {} });
  const foreign = await put({ description: "theirs" }, api.by(`${stranger.username}:${password}`));

  assert.deepEqual([wrapped.json.description, bare.json.description], ["one", "two"]);
  assert.deepEqual([empty.status, foreign.status], [422, 404]);
  const kept = (await person("get_repositories_id", { path: { id } })).json;
  assert.equal((kept as unknown as { description: string }).description, "two");
});

test("A3: operations that Portus lacks are 405 with a message", async () => {
  const { id } = await makeTeam();
  const calls = [
    await admin("post_teams_id_ldap_check", { path: { id } }),
    await admin("post_vulnerabilities"),
    await admin("post_vulnerabilities_id", { path: { id } }),
  ];

  for (const { status, json } of calls) {
    assert.equal(status, 405);
    assert.match(json.message, /^This instance .*\.$/);
  }
  assert.equal((await anyone("post_vulnerabilities")).status, 401);
});
