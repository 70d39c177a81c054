import assert from "node:assert/strict";
import { test } from "node:test";
import { countDue } from "../../../src/catalogue/sizes/count.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { makePerson, password } from "../../support/data/factories.ts";
import { layer, storeImage } from "../../support/data/images.ts";
import { admin, api } from "./setup.ts";

test("a repository and a namespace have sizes, and admins set quotas", async () => {
  const { user, namespace } = await makePerson();
  const repository = await makeRepository({ namespace });
  await storeImage(repository, { layers: [layer("heavy", 4000)] });
  while ((await countDue()) > 0);
  const person = api.by(`${user.username}:${password}`);
  const path = { id: namespace.id };

  const own = await person("put_namespaces_id_quota", { path, body: { quota: 10 } });
  const set = await admin("put_namespaces_id_quota", { path, body: { quota: 1000 } });
  const around = await person("get_namespaces_id_sizes", { path });
  const inside = await person("get_repositories_id_sizes", { path: { id: repository.id } });

  assert.deepEqual([own.status, set.status], [403, 204]);
  assert.ok(inside.json.stored > 4000);
  assert.equal(inside.json.own, inside.json.stored);
  assert.deepEqual(
    [around.json.stored, around.json.quota, around.json.over_quota],
    [inside.json.stored, 1000, true],
  );
});
