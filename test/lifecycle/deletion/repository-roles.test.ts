import assert from "node:assert/strict";
import { before, test } from "node:test";
import { findRepository } from "../../../src/catalogue/repositories/find.ts";
import { listDeletions } from "../../../src/lifecycle/deletion/list/list.ts";
import { findPlan } from "../../../src/lifecycle/deletion/plan/find.ts";
import { makePlan } from "../../../src/lifecycle/deletion/plan/plan.ts";
import { planNamespace } from "../../../src/lifecycle/deletion/plan/targets.ts";
import { restore } from "../../../src/lifecycle/deletion/restore/start.ts";
import { executePlan } from "../../../src/lifecycle/deletion/run/run.ts";
import { db, type User } from "../../../src/platform/db/client.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { findNamespace } from "../../../src/tenancy/namespaces/find.ts";
import { makeRepository, makeTag } from "../../support/data/catalogue.ts";
import {
  actorOf,
  by,
  makeNamespace,
  makeRegistry,
  makeTeam,
  makeUser,
} from "../../support/data/factories.ts";
import { storeImage } from "../../support/data/images.ts";
import { useDatabase } from "../../support/database.ts";
import { fakeRegistry } from "../../support/fakes/registry.ts";
import { serveManifests } from "../../support/fakes/stored-manifests.ts";

await useDatabase();
before(ensureKeys);
const fake = await fakeRegistry();
const registry = await makeRegistry({ url: fake.url });

/** A repository with its own owner and viewer, who are not members of its namespace. */
async function shared(visibility: "private" | "public" = "private") {
  const [owner, viewer, chief] = [await makeUser(), await makeUser(), await makeUser()];
  const team = await makeTeam({ owners: [chief] });
  const namespace = await makeNamespace({ team, registryId: registry.id, visibility });
  const repository = await makeRepository({ namespace, tagsCount: 2 });
  await makeTag(await storeImage(repository, { tag: "1.0" }), "latest");
  await storeImage(repository, { tag: "2.0" });
  const repositoryId = repository.id;
  await db.repositoryMembership.createMany({
    data: [
      { repositoryId, userId: owner.id, role: "owner" },
      { repositoryId, userId: viewer.id, role: "viewer" },
    ],
  });
  const kept = await serveManifests(fake, repository);
  return { owner, viewer, chief, namespace, repository, ...kept };
}

const lists = async (user: User, id: number) =>
  (await listDeletions(actorOf(user), {}, {})).rows.some((row) => row.id === id);
const sees = (user: User, id: number) =>
  findPlan(actorOf(user), id).then(
    () => true,
    () => false,
  );

for (const visibility of ["private", "public"] as const)
  for (const selection of [{ tags: ["1.0", "latest"] }, { whole: true } as const])
    test(`the owner of one repository in a ${visibility} namespace sees and restores a deletion of ${"tags" in selection ? "its tags" : "all of it"}; its viewer doesn't`, async () => {
      const { owner, viewer, repository, references } = await shared(visibility);
      const stranger = await makeUser();
      const all = references();
      const actor = actorOf(owner);
      const found = await findRepository(actor, repository.fullName);
      const { id } = await makePlan(by(actor), found, selection);
      assert.equal(await sees(owner, id), true);

      await executePlan(by(actor), id);

      for (const who of [owner, viewer, stranger]) {
        assert.equal(await sees(who, id), who === owner);
        assert.equal(await lists(who, id), who === owner);
      }
      await restore(by(actor), id);
      assert.deepEqual(references(), all);
      assert.equal(await lists(owner, id), true);
    });

test("the owner of one repository does not see the deletion of its namespace", async () => {
  const { owner, chief, namespace } = await shared();
  const actor = actorOf(chief);
  const { id } = await planNamespace(by(actor), await findNamespace(actor, namespace.id));
  await executePlan(by(actor), id);

  assert.deepEqual([await lists(chief, id), await lists(owner, id)], [true, false]);
  await assert.rejects(findPlan(actorOf(owner), id), { name: "NotFound" });
});
