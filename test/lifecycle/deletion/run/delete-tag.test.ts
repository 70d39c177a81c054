import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { before, test } from "node:test";
import { findRepository } from "../../../../src/catalogue/repositories/find.ts";
import { makePlan } from "../../../../src/lifecycle/deletion/plan/plan.ts";
import { restore } from "../../../../src/lifecycle/deletion/restore/start.ts";
import { isPlaceholder } from "../../../../src/lifecycle/deletion/run/registry-delete.ts";
import { executePlan, startPlan } from "../../../../src/lifecycle/deletion/run/run.ts";
import { runDueDeletions } from "../../../../src/lifecycle/deletion/worker.ts";
import { db } from "../../../../src/platform/db/client.ts";
import { ensureKeys } from "../../../../src/registry/signing/keys.ts";
import { makeRepository, makeTag } from "../../../support/data/catalogue.ts";
import {
  actorOf,
  by,
  makeNamespace,
  makeRegistry,
  makeTeam,
  makeUser,
} from "../../../support/data/factories.ts";
import { storeImage } from "../../../support/data/images.ts";
import { useDatabase } from "../../../support/database.ts";
import { fakeRegistry, sha256 } from "../../../support/fakes/registry.ts";
import { serveManifests } from "../../../support/fakes/stored-manifests.ts";

await useDatabase();
before(ensureKeys);
const fake = await fakeRegistry();
const registry = await makeRegistry({ url: fake.url });

type Given = Parameters<typeof serveManifests>[2];

/** An image with the tags `1.0` and `latest`, and the plan to delete `1.0`. */
async function planned(given: Given = {}) {
  const owner = await makeUser();
  const namespace = await makeNamespace({
    team: await makeTeam({ owners: [owner] }),
    registryId: registry.id,
  });
  const repository = await makeRepository({ namespace, tagsCount: 2 });
  const image = await storeImage(repository, { tag: "1.0" });
  await makeTag(image, "latest");
  const kept = await serveManifests(fake, repository, given);
  const actor = actorOf(owner);
  const found = await findRepository(actor, repository.fullName);
  const { id } = await makePlan(by(actor), found, { tags: ["1.0"] });
  const bytesAt = (tag: string) => kept.stored.get(tag)?.toString();
  const tagsHere = async () =>
    (await db.tag.findMany({ where: { repositoryId: repository.id } })).map((it) => it.name).sort();
  return { actor, repository, image, plan: id, bytesAt, tagsHere, ...kept };
}

const isPush = ({ method }: IncomingMessage) => method === "PUT";
const isDeletion = ({ method }: IncomingMessage) => method === "DELETE";

for (const named of [true, false])
  test(`one of two tags is deleted and restored at a registry that ${named ? "deletes tags" : "only deletes digests"}`, async () => {
    const { actor, image, plan, references, tagsHere } = await planned({ named });

    await executePlan(by(actor), plan);
    assert.deepEqual(references(), ["latest", image.digest].sort());
    assert.deepEqual(await tagsHere(), ["latest"]);

    await restore(by(actor), plan);
    assert.deepEqual(references(), ["1.0", "latest", image.digest].sort());
  });

test("a registry with deletion disabled gets no placeholder, and the tag stays", async () => {
  const refuses = (req: IncomingMessage) => (isDeletion(req) ? 405 : null);
  const { actor, repository, plan, bytesAt, tagsHere } = await planned({ refuses });

  await assert.rejects(executePlan(by(actor), plan), /Could not remove 1\.0 tag\(s\)/);

  assert.equal(bytesAt("1.0"), bytesAt("latest"));
  assert.deepEqual(await tagsHere(), ["1.0", "latest"]);
  const asked = fake.requests.filter(({ url }) => url?.startsWith(`/v2/${repository.fullName}/`));
  assert.equal(asked.filter(isPush).length, 0);
});

test("if the registry refuses to delete the placeholder, the tag names its image again", async () => {
  let pushed = false;
  const { actor, plan, bytesAt, tagsHere } = await planned({
    refuses: (req) => {
      pushed ||= isPush(req);
      return pushed && isDeletion(req) ? 405 : null;
    },
  });

  await assert.rejects(executePlan(by(actor), plan), /Could not remove 1\.0 tag\(s\)/);

  assert.equal(pushed, true);
  assert.equal(bytesAt("1.0"), bytesAt("latest"));
  assert.deepEqual(await tagsHere(), ["1.0", "latest"]);
});

test("if restoring the tag fails too, it is retried", async () => {
  let pushes = 0;
  let strict = true;
  const { actor, plan, bytesAt, stored, tagsHere } = await planned({
    refuses: (req) => {
      if (isPush(req)) pushes += 1;
      if (isPush(req) && strict && pushes > 1) return 503;
      return pushes > 0 && isDeletion(req) ? 500 : null;
    },
  });

  assert.equal(await startPlan(by(actor), plan), "started");
  assert.equal(isPlaceholder({ bytes: stored.get("1.0") ?? assert.fail() }), true);
  strict = false;
  await db.deletionPlan.update({ where: { id: plan }, data: { tryAfter: new Date(0) } });
  await runDueDeletions();

  assert.equal(bytesAt("1.0"), bytesAt("latest"));
  assert.deepEqual(await tagsHere(), ["1.0", "latest"]);
  const { note, executedAt } = await db.deletionPlan.findUniqueOrThrow({ where: { id: plan } });
  assert.match(note ?? "", /Could not remove 1\.0 tag\(s\)/);
  assert.equal(executedAt, null, "it can be tried again");
});

test("a push of the tag while the registry refuses to delete the placeholder wins", async () => {
  const theirs = Buffer.from('{"schemaVersion":2}');
  let pushed = false;
  const { actor, plan, bytesAt, stored } = await planned({
    refuses: (req) => {
      if (pushed && isDeletion(req)) stored.set("1.0", theirs);
      pushed ||= isPush(req);
      return pushed && isDeletion(req) ? 405 : null;
    },
  });

  await assert.rejects(executePlan(by(actor), plan), /Could not remove 1\.0 tag\(s\)/);
  assert.equal(bytesAt("1.0"), theirs.toString());
});

test("the plan deletes the tag once an unreachable registry is back", async () => {
  let away = false;
  const { actor, plan, stored, references, tagsHere } = await planned({
    refuses: (req) => {
      if (away) req.destroy();
      away ||= isPush(req);
      return null;
    },
  });

  assert.equal(await startPlan(by(actor), plan), "started");
  const left = stored.get("1.0") ?? assert.fail();
  assert.equal(isPlaceholder({ bytes: left }), true);
  const { tryAfter, note } = await db.deletionPlan.findUniqueOrThrow({ where: { id: plan } });
  assert.match(note ?? "", /can't be reached/);
  assert.ok(tryAfter);
  await assert.rejects(restore(by(actor), plan), /still being deleted/);

  away = false;
  await db.deletionPlan.update({ where: { id: plan }, data: { tryAfter: new Date() } });
  await runDueDeletions();
  assert.equal(references().includes("1.0"), false);
  assert.equal(references().length, 2);
  assert.deepEqual(await tagsHere(), ["latest"]);
});

test("a tag left at a placeholder is deleted by a new plan, without another push", async () => {
  const { actor, plan, stored, references, tagsHere } = await planned();
  const annotations = { "portus.nothing": "of a process that was killed" };
  const placeholder = Buffer.from(JSON.stringify({ schemaVersion: 2, manifests: [], annotations }));
  stored.set("1.0", placeholder).set(sha256(placeholder), placeholder);
  fake.requests.length = 0;

  await executePlan(by(actor), plan);

  assert.equal(fake.requests.filter(isPush).length, 0);
  assert.equal(references().length, 2);
  assert.deepEqual(await tagsHere(), ["latest"]);
});
