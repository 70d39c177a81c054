import assert from "node:assert/strict";
import { before, test } from "node:test";
import { findRepository } from "../../../../src/catalogue/repositories/find.ts";
import { pruneDeletions } from "../../../../src/lifecycle/deletion/cleanup.ts";
import { findPlan } from "../../../../src/lifecycle/deletion/plan/find.ts";
import { bytesOf } from "../../../../src/lifecycle/deletion/plan/manifest-graph-source.ts";
import { makePlan } from "../../../../src/lifecycle/deletion/plan/plan.ts";
import type { Selection } from "../../../../src/lifecycle/deletion/plan/selection.ts";
import { restore } from "../../../../src/lifecycle/deletion/restore/start.ts";
import { executePlan } from "../../../../src/lifecycle/deletion/run/run.ts";
import { config } from "../../../../src/platform/config/config.ts";
import { db, type Repository, type User } from "../../../../src/platform/db/client.ts";
import { ensureKeys } from "../../../../src/registry/signing/keys.ts";
import { makeRepository, makeTag } from "../../../support/data/catalogue.ts";
import { ociIndex } from "../../../support/data/events.ts";
import {
  actorOf,
  by,
  makeNamespace,
  makeRegistry,
  makeTeam,
  makeUser,
  unique,
} from "../../../support/data/factories.ts";
import { layer, storeImage, storeManifest } from "../../../support/data/images.ts";
import { useDatabase } from "../../../support/database.ts";
import { fakeRegistry, respond } from "../../../support/fakes/registry.ts";

await useDatabase();
before(ensureKeys);
const fake = await fakeRegistry();
const registry = await makeRegistry({ url: fake.url });

/** A repository with two images, `1.0` and `cementiri`, that share a layer. The registry deletes all but those in `refusing`. */
async function stocked(refusing: string[] = []) {
  const [owner, viewer] = [await makeUser(), await makeUser()];
  const team = await makeTeam({ owners: [owner], viewers: [viewer] });
  const namespace = await makeNamespace({ team, registryId: registry.id });
  const repository = await makeRepository({ namespace, tagsCount: 2 });
  const [base, a, b] = [5000, 70, 8].map((size) => layer(unique("layer"), size));
  const first = await storeImage(repository, { tag: "1.0", layers: [base ?? {}, a ?? {}] });
  const second = await storeImage(repository, { tag: "cementiri", layers: [base ?? {}, b ?? {}] });
  for (const { digest } of [first, second])
    answer(repository, digest, refusing.includes(digest) ? 405 : 202);
  return { owner, viewer, namespace, repository, first, second };
}

function answer({ fullName }: Repository, reference: string, status: number): void {
  fake.answers.set(`/v2/${fullName}/manifests/${reference}`, ({ method }, res) =>
    respond(res, method === "DELETE" || status >= 400 ? status : 404),
  );
}

async function plan(user: User, { fullName }: Repository, selection: Selection) {
  const actor = actorOf(user);
  return makePlan(by(actor), await findRepository(actor, fullName), selection);
}

const tagsOf = async ({ id }: Repository) =>
  (await db.tag.findMany({ where: { repositoryId: id } })).map(({ name }) => name).sort();
const deletions = ({ fullName }: Repository) =>
  fake.requests.filter((it) => it.method === "DELETE" && it.url?.includes(`/v2/${fullName}/`))
    .length;

test("a plan deletes nothing; when it is run, it deletes what it showed, and that is recorded once", async () => {
  const { owner, repository, first } = await stocked();
  const { id } = await plan(owner, repository, { tags: ["1.0"] });
  assert.equal(deletions(repository), 0);
  assert.deepEqual(await tagsOf(repository), ["1.0", "cementiri"]);

  await executePlan(by(owner), id);

  assert.deepEqual(await tagsOf(repository), ["cementiri"]);
  assert.equal(deletions(repository), 1);
  const lines = await db.activity.findMany({ where: { repositoryId: repository.id } });
  assert.deepEqual(
    lines.map(({ key, actorName }) => [key, actorName]),
    [["tag.delete", owner.username]],
  );
  const [kept] = await db.deletionStep.findMany({ where: { planId: id } });
  assert.deepEqual([kept?.digest, kept?.tags], [first.digest, ["1.0"]]);
});

test("while an index is unread, nothing that it may need is deleted", async () => {
  const { owner, repository } = await stocked();
  const { id } = await storeManifest(repository, { manifests: [] }, { type: ociIndex, tag: "all" });
  await db.manifest.update({ where: { id }, data: { readAt: null } });

  await assert.rejects(plan(owner, repository, { tags: ["1.0"] }), /has not read all yet/);
  await plan(owner, repository, { tags: ["1.0", "all"] });
  await db.manifest.update({ where: { id }, data: { readAt: new Date() } });
  await plan(owner, repository, { tags: ["1.0"] });
});

test("a plan shows the bytes that it frees, and those that other images share", async () => {
  const { repository, first, second } = await stocked();
  const place = { repositoryId: repository.id };
  assert.deepEqual(await bytesOf(place, [first.digest]), {
    freed: 170n,
    shared: 5000n,
    unknown: 0,
  });
  const both = await bytesOf(place, [first.digest, second.digest]);
  assert.deepEqual(both, { freed: 5278n, shared: 0n, unknown: 0 });
});

test("a plan is refused when the tags changed since it was shown", async () => {
  const { owner, repository, first } = await stocked();
  const { id } = await plan(owner, repository, { tags: ["1.0"] });
  await makeTag(first, "stable");

  await assert.rejects(executePlan(by(owner), id), /Something changed since this was shown/);
  assert.equal(deletions(repository), 0);
});

test("a plan is refused when the tag names another image at the registry, even before its event arrives", async () => {
  const { owner, repository } = await stocked();
  const { id } = await plan(owner, repository, { tags: ["1.0"] });
  fake.answers.set(`/v2/${repository.fullName}/manifests/1.0`, (_req, res) =>
    res
      .writeHead(200, { "content-type": "application/vnd.oci.image.manifest.v1+json" })
      .end('{"schemaVersion":2}'),
  );

  await assert.rejects(executePlan(by(owner), id), /Something changed since this was shown/);
  assert.equal(deletions(repository), 0);
});

test("a plan is refused when the registry can't be asked about a tag", async () => {
  const { owner, repository } = await stocked();
  const { id } = await plan(owner, repository, { tags: ["1.0"] });
  const path = `/v2/${repository.fullName}/manifests/1.0`;
  for (const status of [401, 404, 429, 503]) {
    fake.answers.set(path, (_req, res) => res.writeHead(status).end());
    await assert.rejects(executePlan(by(owner), id), /Nothing was deleted/);
  }
  assert.equal(deletions(repository), 0);
});

test("a plan is run once, even if it is confirmed several times at once", async () => {
  const { owner, repository } = await stocked();
  const { id } = await plan(owner, repository, { tags: ["1.0"] });
  const outcomes = await Promise.allSettled([1, 2, 3].map(() => executePlan(by(owner), id)));
  assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
  assert.equal(deletions(repository), 1);
});

test("DEL-003: a tag that the registry refuses to delete stays, and its deletion can be retried", async () => {
  const { owner, repository, first } = await stocked();
  answer(repository, first.digest, 405);
  const { id } = await plan(owner, repository, { tags: ["1.0"] });

  await assert.rejects(executePlan(by(owner), id), /Could not remove 1\.0 tag\(s\)/);
  assert.deepEqual(await tagsOf(repository), ["1.0", "cementiri"]);
  assert.equal(await db.deletionStep.count({ where: { planId: id } }), 0);

  answer(repository, first.digest, 202);
  await executePlan(by(owner), id);
  assert.deepEqual(await tagsOf(repository), ["cementiri"]);
});

test("DEL-005: a repository with a tag that can't be deleted stays with that tag, which is named", async () => {
  const { owner, repository, second } = await stocked();
  answer(repository, second.digest, 405);
  const { id } = await plan(owner, repository, { whole: true });

  await assert.rejects(
    executePlan(by(owner), id),
    /^Invalid: Could not remove repository: could not remove cementiri tag\(s\)/,
  );
  assert.deepEqual(await tagsOf(repository), ["cementiri"]);
  const { tagsCount } = await db.repository.findUniqueOrThrow({ where: { id: repository.id } });
  assert.equal(tagsCount, 1);
  const steps = await db.deletionStep.findMany({
    where: { planId: id },
    orderBy: { position: "asc" },
  });
  assert.deepEqual(
    steps.map(({ tags, state }) => [tags, state]),
    [
      [["1.0"], "deleted"],
      [["cementiri"], "refused"],
    ],
  );
});

test("DEL-004: if deletion is disabled, nobody can plan or run one", async () => {
  const { owner, repository } = await stocked();
  const admin = await makeUser({ admin: true });
  const { id } = await plan(owner, repository, { tags: ["1.0"] });
  const rules = config.rules as { deleteEnabled: boolean };
  rules.deleteEnabled = false;
  try {
    for (const who of [owner, admin]) {
      await assert.rejects(plan(who, repository, { whole: true }), { name: "Forbidden" });
      await assert.rejects(executePlan(by(who), id), { name: "Forbidden" });
    }
  } finally {
    rules.deleteEnabled = true;
  }
});

test("a viewer makes no plan and neither sees nor runs another person's; a stranger gets a 404", async () => {
  const { owner, viewer, repository } = await stocked();
  const { id } = await plan(owner, repository, { tags: ["1.0"] });
  await assert.rejects(plan(viewer, repository, { tags: ["1.0"] }), { name: "Forbidden" });
  await assert.rejects(findPlan(actorOf(viewer), id), { name: "Forbidden" });
  const stranger = actorOf(await makeUser());
  await assert.rejects(executePlan(by(stranger), id), { name: "NotFound" });
  await assert.rejects(restore(by(stranger), id), { name: "NotFound" });
});

test("a plan of a repository that somebody may not see is a 404, even in a namespace that they may", async () => {
  const { owner, repository } = await stocked();
  const { id } = await plan(owner, repository, { tags: ["1.0"] });
  const { namespaceId } = repository;
  await db.namespace.update({ where: { id: namespaceId }, data: { visibility: "public" } });
  const stranger = actorOf(await makeUser());
  await assert.rejects(findPlan(stranger, id), { name: "Forbidden" });

  await db.repository.update({ where: { id: repository.id }, data: { visibility: "private" } });

  await assert.rejects(findPlan(stranger, id), { name: "NotFound" });
});

test("a restore sends the same bytes under the same tag once, and says if the registry lost the layers", async () => {
  const { owner, repository, first } = await stocked();
  const { id } = await plan(owner, repository, { tags: ["1.0"] });
  await executePlan(by(owner), id);
  const path = `/v2/${repository.fullName}/manifests/1.0`;
  let sent = Buffer.alloc(0);
  let lost = true;
  fake.answers.set(path, async (req, res) => {
    if (req.method !== "PUT") return respond(res, 404);
    sent = Buffer.concat(await req.toArray());
    const body = '{"errors":[{"code":"MANIFEST_BLOB_UNKNOWN"}]}';
    res.writeHead(lost ? 400 : 201).end(lost ? body : "");
  });

  await assert.rejects(restore(by(owner), id), /garbage collection removed them/);
  lost = false;
  assert.deepEqual(await restore(by(owner), id), []);
  assert.deepEqual(sent, Buffer.from(first.payload ?? []));
  await assert.rejects(restore(by(owner), id), /is already restored/);
});

test("after the restore period nothing can be restored, and the stored bytes are deleted", async () => {
  const { owner, repository } = await stocked();
  const { id } = await plan(owner, repository, { tags: ["1.0"] });
  await executePlan(by(owner), id);
  await db.deletionPlan.update({
    where: { id },
    data: { restorableUntil: new Date(Date.now() - 1) },
  });

  await assert.rejects(restore(by(owner), id), /time to restore it is over/);
  await pruneDeletions();
  const stored = { planId: id, payload: { not: null } };
  assert.equal(await db.deletionStep.count({ where: stored }), 0);
  assert.ok(await db.deletionPlan.findUnique({ where: { id } }));

  await pruneDeletions(Date.now() + 8 * 86_400_000);
  assert.equal(await db.deletionPlan.findUnique({ where: { id } }), null);
});
