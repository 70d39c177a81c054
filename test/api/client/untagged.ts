import assert from "node:assert/strict";
import { test } from "node:test";
import { makeManifest, makeRepository, makeTag } from "../../support/data/catalogue.ts";
import { makePerson, password } from "../../support/data/factories.ts";
import { api } from "./setup.ts";

test("I10: untagged manifests are listed with size and age, and only old ones are deleted", async () => {
  const { user, namespace } = await makePerson();
  const repository = await makeRepository({ namespace });
  await makeTag(await makeManifest(repository), "1");
  const { digest } = await makeManifest(repository, { pushedAt: new Date() });
  const person = api.by(`${user.username}:${password}`);
  const path = { id: repository.id };

  const list = await person("get_repositories_id_untagged", { path });
  const young = await person("post_repositories_id_untagged_deletion", { path, body: { days: 0 } });
  await makeManifest(repository);
  const old = await person("post_repositories_id_untagged_deletion", { path, body: { days: 30 } });
  const unsaid = await person("post_repositories_id_untagged_deletion", { path, body: {} });

  assert.deepEqual([list.json.total, list.json.not_listed], [1, 0]);
  const [listed] = list.json.manifests;
  assert.deepEqual([listed?.digest, listed?.size], [digest, null]);
  assert.deepEqual([young.status, unsaid.status], [422, 422]);
  assert.equal(old.json.deleted, 1);
});
