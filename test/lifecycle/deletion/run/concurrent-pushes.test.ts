import assert from "node:assert/strict";
import { test } from "node:test";
import { planNamespace } from "../../../../src/lifecycle/deletion/plan/targets.ts";
import { restore } from "../../../../src/lifecycle/deletion/restore/start.ts";
import { executePlan, startPlan } from "../../../../src/lifecycle/deletion/run/run.ts";
import { runDueDeletions } from "../../../../src/lifecycle/deletion/worker.ts";
import { db, type Repository } from "../../../../src/platform/db/client.ts";
import { findNamespace } from "../../../../src/tenancy/namespaces/find.ts";
import { makeTag } from "../../../support/data/catalogue.ts";
import { ociIndex } from "../../../support/data/events.ts";
import { by } from "../../../support/data/factories.ts";
import { storeManifest } from "../../../support/data/images.ts";
import { useDatabase } from "../../../support/database.ts";
import { serveManifests } from "../../../support/fakes/stored-manifests.ts";
import {
  makeDue,
  planDeletion,
  reloadPlan,
  startInBackground,
  tagsOf,
  useStock,
  versions,
} from "../stock.ts";

await useDatabase();
const { fake, registry, stocked } = await useStock();

const imageAt = ({ id: repositoryId }: Repository, name: string) =>
  db.manifest.findFirstOrThrow({ where: { repositoryId, tags: { some: { name } } } });

/** Runs the due deletions until a number of steps is done, as if the process were stopped then. */
async function runSteps(steps: number): Promise<void> {
  let asked = 0;
  await runDueDeletions({ stopping: () => ++asked > steps });
}

test("an image tagged during a long deletion stays, with all its tags", async () => {
  const stock = await stocked(versions(12));
  const id = await planDeletion(stock, { whole: true });
  await startInBackground(by(stock.actor), id);
  await runSteps(3);
  const image = await imageAt(stock.repository, "v8");
  await makeTag(image, "stable");

  await runDueDeletions();

  assert.deepEqual(await tagsOf(stock.repository), ["stable", "v8"]);
  assert.deepEqual(stock.references(), [image.digest, "v8"].sort());
  assert.match(
    (await reloadPlan(id)).note ?? "",
    /could not remove v8 tag\(s\).*tagged stable in the meantime/,
  );
});

test("a part stays if an index that lists it is pushed during the deletion", async () => {
  const stock = await stocked(versions(12));
  const id = await planDeletion(stock, { tags: versions(12) });
  await startInBackground(by(stock.actor), id);
  await runSteps(3);
  const { digest, mediaType, size } = await imageAt(stock.repository, "v8");
  const manifests = [{ digest, mediaType, size, platform: { os: "linux", architecture: "arm64" } }];
  const index = await storeManifest(
    stock.repository,
    { manifests },
    { type: ociIndex, tag: "multi" },
  );

  await runDueDeletions();

  assert.deepEqual(await tagsOf(stock.repository), ["multi", "v8"]);
  assert.ok(stock.references().includes(digest));
  assert.match(
    (await reloadPlan(id)).note ?? "",
    new RegExp(`${index.digest} was pushed in the meantime and lists it`),
  );
});

test("a namespace is deleted and restored with the tags that its images got in the meantime", async () => {
  const stock = await stocked(versions(12));
  const { actor, namespace, repository, stored, references } = stock;
  const { id } = await planNamespace(by(actor), await findNamespace(actor, namespace.id));
  await startInBackground(by(actor), id);
  await runSteps(3);
  const image = await imageAt(repository, "v8");
  await makeTag(image, "stable");
  stored.set("stable", Buffer.from(image.payload ?? []));

  await runDueDeletions();
  assert.deepEqual(references(), []);
  assert.equal(await db.namespace.count({ where: { id: namespace.id } }), 0);

  assert.deepEqual(await restore(by(actor), id), []);
  assert.equal(references().length, 12 * 2 + 1);
  assert.ok(references().includes("stable"));
});

test("an unreachable registry is reported at once, and nothing is deleted", async () => {
  const stock = await stocked(versions(5));
  const id = await planDeletion(stock, { whole: true });
  await db.registry.update({ where: { id: registry.id }, data: { url: "http://127.0.0.1:1" } });

  await assert.rejects(executePlan(by(stock.actor), id), /can't be reached/);
  await db.registry.update({ where: { id: registry.id }, data: { url: fake.url } });

  assert.equal((await tagsOf(stock.repository)).length, 5);
  const { executedAt, tryAfter } = await reloadPlan(id);
  assert.deepEqual([executedAt, tryAfter], [null, null], "it can be tried again");
});

test("a deletion without an answer, or with a wrong one, counts, and can be restored", async () => {
  for (const how of ["silence", "an error"]) {
    const stock = await stocked(versions(3));
    const id = await planDeletion(stock, { tags: ["v1"] });
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

    await executePlan(by(stock.actor), id);

    assert.equal(references().length, 4, how);
    assert.deepEqual(await tagsOf(stock.repository), ["v0", "v2"]);
    assert.deepEqual(await restore(by(stock.actor), id), []);
    assert.deepEqual(references(), all);
  }
});

test("a deletion with unknown outcome is continued, even if nothing else was deleted", async () => {
  const stock = await stocked(versions(3));
  const id = await planDeletion(stock, { tags: ["v1"] });
  let away = true;
  const { references } = await serveManifests(fake, stock.repository, {
    refuses: (req) => {
      if (away && !req.url?.endsWith("/v1")) req.destroy();
      return null;
    },
  });

  assert.equal(await startPlan(by(stock.actor), id), "started");
  for (let time = 0; time < 8; time += 1) {
    await makeDue(id);
    await runDueDeletions();
  }
  assert.equal((await reloadPlan(id)).finishedAt, null);

  away = false;
  await makeDue(id);
  await runDueDeletions();
  assert.equal(references().length, 4);
  assert.deepEqual(await tagsOf(stock.repository), ["v0", "v2"]);
});

test("if the registry stops responding partway, the rest is deleted when it responds again", async () => {
  const stock = await stocked(versions(5));
  const id = await planDeletion(stock, { whole: true });
  let deleted = 0;
  const { references } = await serveManifests(fake, stock.repository, {
    refuses: (req) => {
      if (req.method === "DELETE" && ++deleted === 3) req.destroy();
      return null;
    },
  });

  await assert.rejects(executePlan(by(stock.actor), id), /stopped responding partway/);
  assert.equal((await tagsOf(stock.repository)).length, 3);

  await makeDue(id);
  await runDueDeletions();
  assert.deepEqual(references(), []);
  assert.deepEqual(await tagsOf(stock.repository), []);
});
