import assert from "node:assert/strict";
import { before, test } from "node:test";
import { findRepositoryById } from "../../../src/catalogue/repositories/find.ts";
import { makePlan } from "../../../src/lifecycle/deletion/plan/plan.ts";
import { planNamespace, planTeam } from "../../../src/lifecycle/deletion/plan/targets.ts";
import { executePlan } from "../../../src/lifecycle/deletion/run/run.ts";
import { db, type Registry } from "../../../src/platform/db/client.ts";
import { paths } from "../../../src/platform/paths/paths.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
import { findNamespace } from "../../../src/tenancy/namespaces/find.ts";
import { findTeam } from "../../../src/tenancy/teams/find.ts";
import { signIn, useApp } from "../../support/app.ts";
import { makeRepository } from "../../support/data/catalogue.ts";
import {
  actorOf,
  by,
  makeNamespace,
  makeRegistry,
  makeTeam,
  makeUser,
} from "../../support/data/factories.ts";
import { storeImage } from "../../support/data/images.ts";
import { fakeRegistry } from "../../support/fakes/registry.ts";
import { serveManifests } from "../../support/fakes/stored-manifests.ts";

const app = await useApp();
const fake = await fakeRegistry();
let ours: Registry;
before(async () => {
  await ensureKeys();
  ours = await makeRegistry({ hostname: "ours.test.lan", url: fake.url });
  await makeRegistry({ hostname: "theirs.test.lan" });
});

/** A team with an image in one of two registries. `named` returns the registries on the page of a deletion. */
async function stocked() {
  const owner = await makeUser();
  const made = await makeTeam({ owners: [owner] });
  const namespace = await makeNamespace({ team: made, registryId: ours.id });
  const repository = await makeRepository({ namespace, tagsCount: 1 });
  await storeImage(repository, { tag: "1.0" });
  await serveManifests(fake, repository);
  const actor = actorOf(owner);
  const team = await findTeam(actor, made.id);
  const named = async (plan: { id: number }) => {
    const { text } = await (await signIn(app, owner)).get(paths.deletion(plan));
    return ["ours", "theirs"].filter((name) => text.includes(`where ${name}.test.lan runs`));
  };
  return { actor, team, namespace, repository, named };
}

test("the page of a team's deletion names the registries of its images, before and after it is run", async () => {
  const { actor, team, named } = await stocked();
  const plan = await planTeam(by(actor), team, undefined);
  assert.deepEqual(await named(plan), ["ours"]);

  await executePlan(by(actor), plan.id);

  assert.ok((await db.deletionPlan.findUniqueOrThrow({ where: { id: plan.id } })).finishedAt);
  assert.deepEqual(await named(plan), ["ours"]);
});

test("the page of the deletion of a namespace or a tag names the registry too", async () => {
  const { actor, namespace, repository, named } = await stocked();
  const whole = await planNamespace(by(actor), await findNamespace(actor, namespace.id));
  const found = await findRepositoryById(actor, repository.id);
  const some = await makePlan(by(actor), found, { tags: ["1.0"] });

  assert.deepEqual([await named(whole), await named(some)], [["ours"], ["ours"]]);
});

test("the page of the deletion of a team without images names no registry", async () => {
  const { actor, team, repository, named } = await stocked();
  await db.repository.delete({ where: { id: repository.id } });

  assert.deepEqual(await named(await planTeam(by(actor), team, undefined)), []);
});
