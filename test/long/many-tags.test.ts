import assert from "node:assert/strict";
import { test } from "node:test";
import { recordDelete } from "../../src/catalogue/repositories/recording/record.ts";
import {
  addTombstones,
  tombstonesSince,
} from "../../src/catalogue/repositories/recording/tombstones.ts";
import { recordMoves } from "../../src/catalogue/repositories/tags/tag-moves.ts";
import { portus } from "../../src/identity/actor/system-actors.ts";
import { db } from "../../src/platform/db/client.ts";
import { makeManifest, makeRepository, makeTag, makeTags } from "../support/data/catalogue.ts";
import { makeNamespace } from "../support/data/factories.ts";
import { useDatabase } from "../support/database.ts";

await useDatabase();
const many = 40_000; // a statement takes 32,767 parameters
const at = new Date().toISOString();
const names = Array.from({ length: many }, (_, n) => `build-${n + 1}`);

/** A repository with two images: one has all tags except one. */
async function makeCrowdedRepository() {
  const namespace = await makeNamespace();
  const repository = await makeRepository({ namespace, tagsCount: many + 1 });
  const manifest = await makeManifest(repository);
  await makeTags(manifest, many);
  await makeTag(await makeManifest(repository), "other");
  const deletion = { namespace, repository: repository.fullName, agent: portus, at };
  return { repository, manifest, deletion };
}

test("a manifest with 40,000 tags is deleted with all of them, and their timelines end", async () => {
  const { repository, manifest, deletion } = await makeCrowdedRepository();

  await db.$transaction((tx) => recordDelete(tx, { ...deletion, digest: manifest.digest }), {
    timeout: 60_000,
  });

  const repositoryId = repository.id;
  assert.equal(await db.tag.count({ where: { repositoryId } }), 1);
  assert.equal(await db.tagMove.count({ where: { repositoryId, digest: null } }), many);
});

test("a repository of 40,000 tags is deleted as a whole", async () => {
  const { repository, deletion } = await makeCrowdedRepository();

  await db.$transaction((tx) => recordDelete(tx, deletion), { timeout: 60_000 });

  assert.equal(await db.repository.count({ where: { id: repository.id } }), 0);
});

test("40,000 tombstones are added and queried at once", async () => {
  const { registryId } = await makeNamespace();
  const scope = { registryId, repository: "some/app" };
  const references = names.map((reference) => ({ reference, at }));

  await addTombstones(db, scope, references);
  const asked = [...names, "other"].map((reference) => ({ ...scope, reference, at: new Date(at) }));
  const found = await tombstonesSince(db, asked);

  assert.equal(found.length, many);
  assert.ok(found.every(({ reference }) => reference !== "other"));
});

test("40,000 moves are recorded at once", async () => {
  const { id: repositoryId } = await makeRepository();
  const move = { repositoryId, digest: "sha256:0", agent: { id: null, username: "" }, at };

  await recordMoves(
    db,
    names.map((tag) => ({ ...move, tag })),
  );

  assert.equal(await db.tagMove.count({ where: { repositoryId } }), many);
});
