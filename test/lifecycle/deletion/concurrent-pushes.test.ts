import assert from "node:assert/strict";
import { before, test } from "node:test";
import { findRepository } from "../../../src/catalogue/repositories/repositories.ts";
import { makePlan } from "../../../src/lifecycle/deletion/plan/plan.ts";
import type { Selection } from "../../../src/lifecycle/deletion/plan/selection.ts";
import { planNamespace } from "../../../src/lifecycle/deletion/plan/targets.ts";
import { undo } from "../../../src/lifecycle/deletion/restore/undo.ts";
import { executePlan, startPlan } from "../../../src/lifecycle/deletion/run/run.ts";
import { runDueDeletions } from "../../../src/lifecycle/deletion/worker.ts";
import { db, type Repository } from "../../../src/platform/db/client.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { findNamespace } from "../../../src/tenancy/namespaces/list.ts";
import { makeRepository, makeTag } from "../../support/data/catalogue.ts";
import { ociIndex } from "../../support/data/events.ts";
import {
  actorOf,
  makeNamespace,
  makeRegistry,
  makeTeam,
  makeUser,
} from "../../support/data/factories.ts";
import { storeImage, storeManifest } from "../../support/data/images.ts";
import { useDatabase } from "../../support/database.ts";
import { fakeRegistry } from "../../support/fakes/registry.ts";
import { serveManifests } from "../../support/fakes/stored-manifests.ts";

// What people push while a deletion is under way.

await useDatabase();
before(ensureKeys);
const fake = await fakeRegistry();
const registry = await makeRegistry({ url: fake.url });

async function stocked(images: number) {
  const owner = await makeUser();
  const team = await makeTeam({ owners: [owner] });
  const namespace = await makeNamespace({ team, registryId: registry.id });
  const repository = await makeRepository({ namespace, tagsCount: images });
  for (let at = 0; at < images; at += 1) await storeImage(repository, { tag: `v${at}` });
  return { actor: actorOf(owner), namespace, repository };
}

type Stock = Awaited<ReturnType<typeof stocked>>;

async function plan({ actor, repository }: Stock, selection: Selection): Promise<number> {
  const found = await findRepository(actor, repository.fullName);
  return (await makePlan(actor, found, selection)).id;
}

const imageAt = ({ id: repositoryId }: Repository, name: string) =>
  db.manifest.findFirstOrThrow({ where: { repositoryId, tags: { some: { name } } } });
const tagsOf = async ({ id: repositoryId }: Repository) =>
  (await db.tag.findMany({ where: { repositoryId }, orderBy: { name: "asc" } })).map(
    ({ name }) => name,
  );
const noteOf = async (id: number) =>
  (await db.deletionPlan.findUniqueOrThrow({ where: { id } })).note ?? "";

/** Carries a long deletion on for so many steps, as far as a process comes before it is stopped. */
async function carryOnFor(steps: number): Promise<void> {
  let asked = 0;
  await runDueDeletions({ stopping: () => ++asked > steps });
}

test("an image tagged during a long deletion stays, with all its tags", async () => {
  const stock = await stocked(61);
  const id = await plan(stock, { whole: true });
  const { references } = await serveManifests(fake, stock.repository);
  await startPlan(stock.actor, id);
  await carryOnFor(10);
  const image = await imageAt(stock.repository, "v40");
  await makeTag(image, "stable");

  await runDueDeletions();

  assert.deepEqual(await tagsOf(stock.repository), ["stable", "v40"]);
  assert.deepEqual(references(), [image.digest, "v40"].sort());
  assert.match(await noteOf(id), /could not remove v40 tag\(s\).*tagged stable meanwhile/);
});

test("a part listed by an index pushed meanwhile stays", async () => {
  const stock = await stocked(61);
  const id = await plan(stock, { tags: await tagsOf(stock.repository) });
  const { references } = await serveManifests(fake, stock.repository);
  await startPlan(stock.actor, id);
  await carryOnFor(10);
  const { digest, mediaType, size } = await imageAt(stock.repository, "v40");
  const manifests = [{ digest, mediaType, size, platform: { os: "linux", architecture: "arm64" } }];
  const index = await storeManifest(
    stock.repository,
    { manifests },
    { type: ociIndex, tag: "multi" },
  );

  await runDueDeletions();

  assert.deepEqual(await tagsOf(stock.repository), ["multi", "v40"]);
  assert.ok(references().includes(digest));
  assert.match(
    await noteOf(id),
    new RegExp(`${index.digest}, which was pushed meanwhile, lists it`),
  );
});

test("a namespace is deleted and restored with the tags that its images got meanwhile", async () => {
  const stock = await stocked(61);
  const { actor, namespace, repository } = stock;
  const { id } = await planNamespace(actor, await findNamespace(actor, namespace.id));
  const { stored, references } = await serveManifests(fake, repository);
  await startPlan(actor, id);
  await carryOnFor(10);
  const image = await imageAt(repository, "v40");
  await makeTag(image, "stable");
  stored.set("stable", Buffer.from(image.payload ?? []));

  await runDueDeletions();
  assert.deepEqual(references(), []);
  assert.equal(await db.namespace.count({ where: { id: namespace.id } }), 0);

  assert.deepEqual(await undo(actor, id), []);
  assert.equal(references().length, 61 * 2 + 1);
  assert.ok(references().includes("stable"));
});

test("an unreachable registry is reported at once, and everything stays", async () => {
  const stock = await stocked(5);
  const id = await plan(stock, { whole: true });
  await db.registry.update({ where: { id: registry.id }, data: { url: "http://127.0.0.1:1" } });

  await assert.rejects(executePlan(stock.actor, id), /can't be reached/);
  await db.registry.update({ where: { id: registry.id }, data: { url: fake.url } });

  assert.equal((await tagsOf(stock.repository)).length, 5);
  const { executedAt, tryAfter } = await db.deletionPlan.findUniqueOrThrow({ where: { id } });
  assert.deepEqual([executedAt, tryAfter], [null, null], "it can be tried again");
});

test("a deletion without an answer, or with a wrong one, counts, and can be restored", async () => {
  for (const how of ["silence", "an error"]) {
    const stock = await stocked(3);
    const id = await plan(stock, { tags: ["v1"] });
    const { references, stored } = await serveManifests(fake, stock.repository, {
      refuses: (req, reference) => {
        const bytes = stored.get(reference);
        if (req.method !== "DELETE" || !bytes) return null;
        for (const [other, same] of stored) if (same.equals(bytes)) stored.delete(other);
        if (how === "silence") req.destroy();
        return 500;
      },
    });
    const all = references();

    await executePlan(stock.actor, id);

    assert.equal(references().length, 4, how);
    assert.deepEqual(await tagsOf(stock.repository), ["v0", "v2"]);
    assert.deepEqual(await undo(stock.actor, id), []);
    assert.deepEqual(references(), all);
  }
});

test("a deletion with unknown outcome is continued, even if nothing else was deleted", async () => {
  const stock = await stocked(3);
  const id = await plan(stock, { tags: ["v1"] });
  let away = true;
  const { references } = await serveManifests(fake, stock.repository, {
    refuses: (req) => {
      if (away && !req.url?.endsWith("/v1")) req.destroy();
      return null;
    },
  });

  assert.equal(await startPlan(stock.actor, id), "started");
  for (let time = 0; time < 8; time += 1) {
    await db.deletionPlan.update({ where: { id }, data: { tryAfter: new Date(0) } });
    await runDueDeletions();
  }
  assert.equal((await db.deletionPlan.findUniqueOrThrow({ where: { id } })).finishedAt, null);

  away = false;
  await db.deletionPlan.update({ where: { id }, data: { tryAfter: new Date(0) } });
  await runDueDeletions();
  assert.equal(references().length, 4);
  assert.deepEqual(await tagsOf(stock.repository), ["v0", "v2"]);
});

test("if the registry stops responding partway, the rest is deleted when it responds again", async () => {
  const stock = await stocked(5);
  const id = await plan(stock, { whole: true });
  let deleted = 0;
  const { references } = await serveManifests(fake, stock.repository, {
    refuses: (req) => {
      if (req.method === "DELETE" && ++deleted === 3) req.destroy();
      return null;
    },
  });

  await assert.rejects(executePlan(stock.actor, id), /stopped responding partway/);
  assert.equal((await tagsOf(stock.repository)).length, 3);

  await db.deletionPlan.update({ where: { id }, data: { tryAfter: new Date() } });
  await runDueDeletions();
  assert.deepEqual(references(), []);
  assert.deepEqual(await tagsOf(stock.repository), []);
});
