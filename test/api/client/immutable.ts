import assert from "node:assert/strict";
import { test } from "node:test";
import { makeManifest, makeRepository, makeTag } from "../../support/data/catalogue.ts";
import { makePerson, password } from "../../support/data/factories.ts";
import { api } from "./setup.ts";

test("the immutable tags of a namespace and of a repository are read and set", async () => {
  const { user, namespace } = await makePerson();
  const repository = await makeRepository({ namespace });
  for (const name of ["v1", "rc-1", "latest"]) await makeTag(await makeManifest(repository), name);
  const person = api.by(`${user.username}:${password}`);
  const ofNamespace = { path: { id: namespace.id } };
  const ofRepository = { path: { id: repository.id } };
  const body = (...patterns: string[]) => ({ body: { patterns } });

  await person("put_namespaces_id_immutable_tags", { ...ofNamespace, ...body("v*") });
  await person("put_repositories_id_immutable_tags", { ...ofRepository, ...body("rc-*") });
  const around = await person("get_namespaces_id_immutable_tags", ofNamespace);
  const own = await person("get_repositories_id_immutable_tags", ofRepository);
  const tags = await person("get_repositories_id_tags", ofRepository);
  const refused = { ...ofNamespace, ...body("v[0-9]") };
  const unusable = await person("put_namespaces_id_immutable_tags", refused);

  assert.deepEqual(around.json, { patterns: ["v*"] });
  assert.deepEqual(own.json, { patterns: ["rc-*"], namespace_patterns: ["v*"] });
  assert.deepEqual(
    tags.json.map(({ name, immutable }) => [name, immutable]),
    [
      ["v1", true],
      ["rc-1", true],
      ["latest", false],
    ],
  );
  assert.equal(unusable.status, 422);
});
