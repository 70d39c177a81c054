import assert from "node:assert/strict";
import { test } from "node:test";
import { makeManifest, makeRepository, makeTag } from "../../support/data/catalogue.ts";
import { makePerson, password } from "../../support/data/factories.ts";
import { admin, api } from "./setup.ts";

test("retention rules are saved, previewed and run", async () => {
  const { user, namespace } = await makePerson();
  const repository = await makeRepository({ namespace });
  await makeTag(await makeManifest(repository), "old");
  const person = api.by(`${user.username}:${password}`);
  const ofRegistry = { path: { id: namespace.registryId } };
  const ofNamespace = { path: { id: namespace.id } };
  const ofRepository = { path: { id: repository.id } };

  await admin("put_registries_id_retention", { ...ofRegistry, body: { newest: 3 } });
  await person("put_namespaces_id_retention", { ...ofNamespace, body: { newest: 2 } });
  await person("put_repositories_id_retention", {
    ...ofRepository,
    body: { newest: 1, nightly: true },
  });
  const own = await person("get_repositories_id_retention", ofRepository);
  const decisions = await person("get_repositories_id_retention_decisions", ofRepository);
  const run = await person("post_repositories_id_retention_run", ofRepository);
  await person("delete_repositories_id_retention", ofRepository);
  const inherited = await person("get_repositories_id_retention", ofRepository);
  const around = await person("get_namespaces_id_retention", ofNamespace);
  await person("delete_namespaces_id_retention", ofNamespace);
  const untagged = { ...ofRepository, body: { untagged_days: 30, nightly: true } };
  const saved = await person("put_repositories_id_retention", untagged);
  const about = await person("get_repositories_id_retention", ofRepository);
  await person("delete_repositories_id_retention", ofRepository);
  const whole = await admin("get_registries_id_retention", ofRegistry);
  await admin("delete_registries_id_retention", ofRegistry);
  const none = await person("get_repositories_id_retention", ofRepository);
  const unusable = { ...ofRepository, body: { matching: "build(" } };
  const refused = await person("put_repositories_id_retention", unusable);

  assert.deepEqual([own.json.from, own.json.newest, own.json.nightly], ["repository", 1, true]);
  assert.deepEqual(
    decisions.json.map(({ name, goes }) => [name, goes]),
    [["old", false]],
  );
  assert.equal(run.json.deleted, 0);
  assert.deepEqual(
    [saved.status, about.json.untagged_days, own.json.untagged_days],
    [204, 30, null],
  );
  assert.deepEqual([inherited.json.from, around.json.from], ["namespace", "namespace"]);
  assert.deepEqual([whole.json.from, whole.json.saved_by], ["registry", "ada"]);
  assert.deepEqual([none.status, refused.status], [404, 422]);
  assert.match(
    JSON.stringify(none.json),
    /No retention rules apply to this repository\. Save rules for the repository, its namespace or its registry with PUT/,
  );
});
