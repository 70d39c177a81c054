import assert from "node:assert/strict";
import { before, test } from "node:test";
import { findRepositoryById } from "../../../../src/catalogue/repositories/find.ts";
import { systemAudit } from "../../../../src/identity/actor/audit.ts";
import { portus } from "../../../../src/identity/actor/system-actors.ts";
import { makePlan } from "../../../../src/lifecycle/deletion/plan/plan.ts";
import { oldUntagged, untaggedIn } from "../../../../src/lifecycle/deletion/plan/untagged.ts";
import { restore } from "../../../../src/lifecycle/deletion/restore/start.ts";
import { executePlan } from "../../../../src/lifecycle/deletion/run/run.ts";
import { deleteByRules } from "../../../../src/lifecycle/retention/delete-tags.ts";
import { db, type Manifest } from "../../../../src/platform/db/client.ts";
import { ensureKeys } from "../../../../src/registry/signing/keys.ts";
import { makeRepository } from "../../../support/data/catalogue.ts";
import { ociIndex } from "../../../support/data/events.ts";
import { makeNamespace, makeRegistry, unique } from "../../../support/data/factories.ts";
import { storeImage, storeManifest, storeReferrer } from "../../../support/data/images.ts";
import { useDatabase } from "../../../support/database.ts";
import { fakeRegistry } from "../../../support/fakes/registry.ts";
import { serveManifests } from "../../../support/fakes/stored-manifests.ts";

await useDatabase();
const fake = await fakeRegistry();
before(async () => {
  await ensureKeys();
  await makeRegistry({ url: fake.url });
});

const index = (...children: Manifest[]) => ({
  manifests: children.map(({ mediaType, digest, size }) => ({ mediaType, digest, size })),
});

/** A repository with every kind of manifest that is, or only looks, untagged. */
async function stocked() {
  const repository = await makeRepository({
    namespace: await makeNamespace({ name: unique("web") }),
  });
  const tagged = await storeImage(repository, { tag: "1" });
  const part = await storeImage(repository);
  await storeManifest(repository, index(part), { type: ociIndex, tag: "2" });
  const signature = await storeReferrer(repository, tagged, "application/vnd.sig");
  const old = await storeImage(repository);
  const sbom = await storeReferrer(repository, old, "application/spdx+json");
  const oldPart = await storeImage(repository);
  const oldIndex = await storeManifest(repository, index(oldPart), { type: ociIndex });
  const young = await storeImage(repository);
  await db.manifest.update({ where: { id: young.id }, data: { pushedAt: new Date() } });
  const registry = await serveManifests(fake, repository);
  const found = await findRepositoryById(portus, repository.id);
  return {
    repository: found,
    registry,
    tagged,
    part,
    signature,
    old,
    sbom,
    oldPart,
    oldIndex,
    young,
  };
}

const digests = (manifests: { digest: string }[]) => manifests.map(({ digest }) => digest).sort();
const left = async (id: number) =>
  digests(await db.manifest.findMany({ where: { repositoryId: id } }));
const now = () => new Date();

test("a plan without a selection is refused: nothing was selected", async () => {
  const { repository } = await stocked();

  await assert.rejects(makePlan(systemAudit, repository, { tags: [] }), /selected nothing/);
});

test("I10: untagged manifests are listed with their size and age", async () => {
  const { repository, old, oldIndex, young } = await stocked();

  const { rows, total } = await untaggedIn(repository.id, { take: 2 });

  assert.equal(total, 3);
  assert.deepEqual(digests(rows), digests([old, oldIndex]));
  assert.ok(rows.every(({ totalSize }) => totalSize === 1100n));
  assert.deepEqual(
    (await untaggedIn(repository.id, { take: 10 })).rows.at(-1)?.digest,
    young.digest,
  );
});

test("I10: a plan deletes untagged manifests with their parts and attachments, and can be restored", async () => {
  const { repository, registry, ...all } = await stocked();
  const before = await left(repository.id);
  const untagged = await oldUntagged(repository.id, now());

  const plan = await makePlan(systemAudit, repository, { tags: [], untagged });
  await executePlan(systemAudit, plan.id);

  const gone = digests([all.old, all.sbom, all.oldIndex, all.oldPart]);
  const staying = before.filter((digest) => !gone.includes(digest));
  assert.deepEqual(await left(repository.id), staying);
  assert.ok(registry.references().every((it) => !gone.includes(it)));

  await restore(systemAudit, plan.id);
  assert.ok(gone.every((digest) => registry.references().includes(digest)));
});

test("I10: manifests pushed in the last hour are not deleted, nor indexes that list them", async () => {
  const { repository, oldPart, oldIndex, young } = await stocked();
  await db.manifest.update({ where: { id: oldPart.id }, data: { pulledAt: now() } });

  const chosen = await oldUntagged(repository.id, now());

  assert.ok(![young, oldIndex, oldPart].some(({ digest }) => chosen.includes(digest)));
  await assert.rejects(
    makePlan(systemAudit, repository, { tags: [], untagged: [young.digest] }),
    /no longer exist/,
  );
});

test("I10: a manifest that a push after the plan needs stays", async () => {
  const { repository, old } = await stocked();
  const plan = await makePlan(systemAudit, repository, { tags: [], untagged: [old.digest] });
  await storeManifest(repository, index(old), { type: ociIndex, tag: "new" });

  await assert.rejects(executePlan(systemAudit, plan.id), /Something changed since this was shown/);

  assert.ok((await left(repository.id)).includes(old.digest));
});

test("I10: nothing is deleted while the event of a push is waiting", async () => {
  const { repository, old } = await stocked();
  const plan = await makePlan(systemAudit, repository, { tags: [], untagged: [old.digest] });
  await db.registryEvent.create({
    data: {
      eventId: unique("event"),
      action: "push",
      repository: repository.fullName,
      occurredAt: now(),
      payload: {},
    },
  });

  await assert.rejects(executePlan(systemAudit, plan.id), /was just pushed/);
});

test("I10: the age of a manifest counts from the moment when its last tag moved away", async () => {
  const { repository, old } = await stocked();
  const move = { repositoryId: repository.id, tag: "latest", byName: "" };
  await db.tagMove.createMany({
    data: [
      { ...move, digest: old.digest, at: new Date("2026-01-01T00:00:00Z") },
      { ...move, digest: null, at: now() },
    ],
  });

  const chosen = await oldUntagged(repository.id, new Date(Date.now() - 86_400_000));

  assert.ok(!chosen.includes(old.digest));
});

test("I10: retention deletes untagged manifests if its rules say so, and no tags", async () => {
  const { repository, old, oldIndex, tagged, young } = await stocked();
  const rules = {
    matching: "",
    protecting: "",
    newest: 0,
    pushedDays: null,
    pulledDays: null,
    latestOfMinor: false,
    deleteAllMatching: false,
    nightly: true,
  };

  const outcome = await deleteByRules(systemAudit, repository, { ...rules, untaggedDays: 30 });

  const there = await left(repository.id);
  assert.deepEqual([outcome.deleted, outcome.untagged, outcome.left], [0, 2, null]);
  assert.ok(![old, oldIndex].some(({ digest }) => there.includes(digest)));
  assert.ok([tagged, young].every(({ digest }) => there.includes(digest)));
});

test("I10: without a number of days retention deletes no untagged manifests", async () => {
  const { repository } = await stocked();
  const rules = {
    matching: "",
    protecting: "",
    newest: 5,
    pushedDays: null,
    pulledDays: null,
    latestOfMinor: false,
    deleteAllMatching: false,
    nightly: true,
    untaggedDays: null,
  };

  assert.equal((await deleteByRules(systemAudit, repository, rules)).deletion, null);
});
