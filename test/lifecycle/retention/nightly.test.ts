import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { runNightlyRules } from "../../../src/lifecycle/retention/nightly.ts";
import { lastNight } from "../../../src/lifecycle/retention/nightly-times.ts";
import { config } from "../../../src/platform/config/config.ts";
import { db, type Namespace, type Repository } from "../../../src/platform/db/client.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import { makeNamespace, makeRegistry, unique } from "../../support/data/factories.ts";
import { storeImage } from "../../support/data/images.ts";
import { useDatabase } from "../../support/database.ts";
import { fakeRegistry, respond } from "../../support/fakes/registry.ts";

await useDatabase();
await ensureKeys();
const registry = await fakeRegistry();
const day = 86_400_000;
const night = (after: number) => new Date(lastNight(new Date()).getTime() + after * day);

let namespace: Namespace;

beforeEach(async () => {
  await db.registry.deleteMany().catch(() => undefined);
  await makeRegistry({ url: registry.url });
  namespace = await makeNamespace({ name: unique("web") });
});

const keep = (newest: number, nightly = true) => {
  const rules = { matching: "", protecting: "", latestOfMinor: false, savedBy: "olga" };
  return { ...rules, newest, nightly, deleteAllMatching: newest === 0 };
};

/** A repository whose registry deletes every image, except those of the tags in `refused`. */
async function repositoryOf(tags: string[], refused: string[] = []): Promise<Repository> {
  const repository = await makeRepository({ namespace, tagsCount: tags.length });
  for (const [minute, tag] of tags.entries()) {
    const { digest } = await storeImage(repository, { tag, minute });
    const status = refused.includes(tag) ? 500 : 202;
    registry.answers.set(`/v2/${repository.fullName}/manifests/${digest}`, ({ method }, res) =>
      respond(res, method === "DELETE" || status >= 400 ? status : 404),
    );
  }
  return repository;
}

async function tagsOf({ id }: Repository): Promise<string[]> {
  const tags = await db.tag.findMany({ where: { repositoryId: id }, orderBy: { name: "asc" } });
  return tags.map(({ name }) => name);
}

test("GCO-002: rules run every night, once", async () => {
  const repository = await repositoryOf(["1", "2", "3"]);
  await db.retentionRule.create({ data: { namespaceId: namespace.id, ...keep(2) } });

  assert.equal(await runNightlyRules(night(1)), 1);
  assert.deepEqual(await tagsOf(repository), ["2", "3"]);
  await db.retentionRule.updateMany({ data: { newest: 1 } });
  assert.equal(await runNightlyRules(night(1)), 0);
  assert.equal(await runNightlyRules(night(2)), 1);
  assert.deepEqual(await tagsOf(repository), ["3"]);
});

test("rules that were saved during the day run in the next night", async () => {
  const repository = await repositoryOf(["1", "2"]);
  await db.retentionRule.create({ data: { namespaceId: namespace.id, ...keep(1) } });

  assert.equal(await runNightlyRules(), 0);
  assert.deepEqual(await tagsOf(repository), ["1", "2"]);
  assert.equal(
    lastNight(new Date("2026-03-02T02:59:59Z")).toISOString(),
    "2026-03-01T03:00:00.000Z",
  );
  assert.equal(
    lastNight(new Date("2026-03-02T03:00:00Z")).toISOString(),
    "2026-03-02T03:00:00.000Z",
  );
});

test("GCO-012: what the registry refuses to delete stays with a warning, and the rest is deleted", async () => {
  const refusing = await repositoryOf(["1", "2", "3"], ["2"]);
  const other = await repositoryOf(["1", "2"]);
  await db.retentionRule.create({ data: { namespaceId: namespace.id, ...keep(1) } });

  assert.equal(await runNightlyRules(night(1)), 2);
  assert.deepEqual(await tagsOf(refusing), ["2", "3"]);
  assert.deepEqual(await tagsOf(other), ["2"]);
  const run = await db.retentionRun.findUniqueOrThrow({ where: { repositoryId: refusing.id } });
  assert.equal(run.deleted, 1);
  assert.match(run.note ?? "", /^Could not remove 2 tag\(s\)/);
});

test("GCO-013: a repository is deleted with its last tag, by portus", async () => {
  const repository = await repositoryOf(["1", "2"]);
  await db.retentionRule.create({ data: { namespaceId: namespace.id, ...keep(0) } });

  assert.equal(await runNightlyRules(night(1)), 2);
  assert.equal(await db.repository.findUnique({ where: { id: repository.id } }), null);
  const { key, actorName } = await db.activity.findFirstOrThrow({
    where: { subject: repository.fullName },
  });
  assert.deepEqual([key, actorName], ["repository.delete", "portus"]);
});

test("GCO-006: of two replicas that run rules at once, only one deletes", async () => {
  for (let made = 0; made < 5; made += 1) await repositoryOf(["1", "2"]);
  await db.retentionRule.create({ data: { namespaceId: namespace.id, ...keep(1) } });

  const deleted = await Promise.all([runNightlyRules(night(1)), runNightlyRules(night(1))]);

  assert.equal(deleted[0] + deleted[1], 5);
  assert.equal(await db.deletionPlan.count({ where: { namespaceId: namespace.id } }), 5);
});

test("only the closest rules apply: rules that keep everything override those of the namespace and registry", async () => {
  const shielded = await repositoryOf(["1", "2"]);
  const kept = await repositoryOf(["1", "2"]);
  const { registryId, id } = namespace;
  await db.retentionRule.create({ data: { registryId, ...keep(0) } });
  await db.retentionRule.create({ data: { namespaceId: id, ...keep(1) } });
  await db.retentionRule.create({ data: { repositoryId: shielded.id, ...keep(0, false) } });

  assert.equal(await runNightlyRules(night(1)), 1);
  assert.deepEqual(await tagsOf(shielded), ["1", "2"]);
  assert.deepEqual(await tagsOf(kept), ["2"]);
});

test("PORTUS_DELETE_GARBAGE_COLLECTOR applies where no rules are saved, and nothing is deleted if deletion is off", async () => {
  const repository = await repositoryOf(["build-1", "build-2", "latest"]);
  const days = { pushedDays: 30, pulledDays: 30, untaggedDays: null };
  const rules = { ...keep(1), matching: "^build-", ...days };
  const switches = config.rules as { deleteEnabled: boolean };
  Object.assign(config, { garbageCollector: rules });
  try {
    switches.deleteEnabled = false;
    assert.equal(await runNightlyRules(night(1)), 0);
    switches.deleteEnabled = true;
    assert.equal(await runNightlyRules(night(1)), 1);
  } finally {
    switches.deleteEnabled = true;
    Object.assign(config, { garbageCollector: null });
  }
  assert.deepEqual(await tagsOf(repository), ["build-2", "latest"]);
});

test("an immutable tag stays, and the others are deleted", async () => {
  const repository = await repositoryOf(["1", "2", "3"]);
  await db.repository.update({ where: { id: repository.id }, data: { immutableTags: ["1"] } });
  await db.retentionRule.create({ data: { namespaceId: namespace.id, ...keep(1) } });

  assert.equal(await runNightlyRules(night(1)), 1);
  assert.deepEqual(await tagsOf(repository), ["1", "3"]);
});

test("the rules of a repository whose process was killed run again an hour later", async () => {
  const repository = await repositoryOf(["1", "2"]);
  await db.retentionRule.create({ data: { namespaceId: namespace.id, ...keep(1) } });
  const claimed = (runningUntil: Date) => ({ at: night(1), runningUntil });
  const [soon, past] = [claimed(new Date(Date.now() + 60_000)), claimed(new Date(Date.now() - 1))];
  await db.retentionRun.create({ data: { repositoryId: repository.id, ...soon } });

  const early = await runNightlyRules(night(1));
  await db.retentionRun.updateMany({ data: past });
  const late = await runNightlyRules(night(1));

  assert.deepEqual([early, late, await runNightlyRules(night(1))], [0, 1, 0]);
  assert.deepEqual(await tagsOf(repository), ["2"]);
});
