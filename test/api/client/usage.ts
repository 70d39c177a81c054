import assert from "node:assert/strict";
import { test } from "node:test";
import { db } from "../../../src/platform/db/client.ts";
import { makeManifest, makeRepository, makeTag } from "../../support/data/catalogue.ts";
import { makePerson, password } from "../../support/data/factories.ts";
import { admin, api } from "./setup.ts";

test("pulls are counted by day for a repository, a tag, a namespace and the whole instance", async () => {
  const { user, namespace } = await makePerson();
  const repository = await makeRepository({ namespace });
  const image = await makeManifest(repository);
  await makeTag(image, "1.0");
  const day = new Date(new Date().setUTCHours(0, 0, 0, 0));
  const pulled = { repositoryId: repository.id, day };
  await db.dailyPulls.create({ data: { ...pulled, count: 7 } });
  await db.pullCount.create({ data: { ...pulled, digest: image.digest, count: 5 } });
  const person = api.by(`${user.username}:${password}`);
  const ofRepository = { path: { id: repository.id }, query: { days: "2" } };
  const ofTag = { ...ofRepository, query: { days: "2", tag: "1.0" } };

  const all = await person("get_repositories_id_pulls", ofRepository);
  const some = await person("get_repositories_id_pulls", ofTag);
  const around = await person("get_namespaces_id_pulls", { path: { id: namespace.id } });
  const whole = await admin("get_pulls", {});
  const none = { ...ofTag, query: { tag: "2.0" } };
  const tooMany = { ...ofTag, query: { days: "91" } };

  const today = day.toISOString().slice(0, 10);
  assert.deepEqual([all.json.length, all.json.at(-1)], [2, { day: today, count: 7 }]);
  assert.deepEqual(some.json.at(-1), { day: today, count: 5 });
  assert.deepEqual([around.json.length, around.json.at(-1)?.count], [30, 7]);
  assert.equal(whole.json.at(-1)?.count, 7);
  assert.equal((await person("get_repositories_id_pulls", none)).status, 404);
  assert.equal((await person("get_repositories_id_pulls", tooMany)).status, 422);
});
