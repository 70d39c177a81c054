import { findRepository } from "../../src/catalogue/repositories/find.ts";
import { countDue } from "../../src/catalogue/sizes/count.ts";
import { makePlan } from "../../src/lifecycle/deletion/plan/plan.ts";
import { planNamespace, planTeam } from "../../src/lifecycle/deletion/plan/targets.ts";
import { updateForecasts } from "../../src/lifecycle/retention/next-night/forecast.ts";
import { type DeletionPlan, db, type Namespace } from "../../src/platform/db/client.ts";
import { paths } from "../../src/platform/paths/paths.ts";
import { ensureKeys } from "../../src/registry/signing/keys.ts";
import { findNamespace } from "../../src/tenancy/namespaces/find.ts";
import { findTeam } from "../../src/tenancy/teams/find.ts";
import { signIn, useApp } from "../support/app.ts";
import { testAccessibility } from "../support/axe.ts";
import { type MadeRepository, makeRepository, makeTag } from "../support/data/catalogue.ts";
import { ociIndex } from "../support/data/events.ts";
import { actorOf, by, makeNamespace, makeUser } from "../support/data/factories.ts";
import { storeImage, storeManifest, storeReferrer } from "../support/data/images.ts";
import { makeApplicationToken } from "../support/data/two-teams.ts";

const app = await useApp();
await ensureKeys();

interface Scene {
  registry: { id: number };
  namespace: Namespace;
  repository: MadeRepository;
  plan: DeletionPlan;
  finished: DeletionPlan;
  namespacePlan: DeletionPlan;
  team: DeletionPlan;
  running: DeletionPlan;
}

const pages = [
  ["a repository with tags to choose", (it: Scene) => paths.repository(it.repository)],
  ["an image to delete", (it: Scene) => paths.image(it.repository, "1.0")],
  ["the untagged manifests", (it: Scene) => paths.untagged(it.repository)],
  ["a planned deletion", (it: Scene) => paths.deletion(it.plan)],
  ["a finished deletion", (it: Scene) => paths.deletion(it.finished)],
  ["the retention rules", (it: Scene) => paths.retention(it.repository)],
  ["the retention rules of a namespace", (it: Scene) => paths.namespaceRetention(it.namespace)],
  ["the retention rules of a registry", (it: Scene) => paths.registryRetention(it.registry)],
  ["the sizes of a namespace", (it: Scene) => paths.namespaceSizes(it.namespace)],
  ["the sizes of a repository", (it: Scene) => paths.repositorySizes(it.repository)],
  ["the planned deletion of a namespace", (it: Scene) => paths.deletion(it.namespacePlan)],
  ["the form to delete a team", (it: Scene) => paths.teamDeletion({ id: it.team.teamId })],
  ["the planned deletion of a team", (it: Scene) => paths.deletion(it.team)],
  ["a running deletion", (it: Scene) => paths.deletion(it.running)],
  ["the list of deletions", () => paths.deletions()],
  ["the deletions of the next night", () => paths.nextDeletions()],
] as const;

testAccessibility(app, pages, async () => {
  const user = await makeUser({ admin: true });
  const namespace = await makeNamespace({ name: "web", visibility: "public" });
  const repository = await makeRepository({ namespace, name: "proxy", tagsCount: 4 });
  const image = await storeImage(repository, { tag: "1.0" });
  await makeTag(image, "1.0.1-a-name-that-is-rather-long-for-a-tag-but-may-be");
  await storeReferrer(repository, image, "application/vnd.in-toto+json");
  const { mediaType, digest, size } = await storeImage(repository);
  const index = { manifests: [{ mediaType, digest, size }] };
  await storeManifest(repository, index, { type: ociIndex, tag: "multi" });
  const found = await findRepository(actorOf(user), repository.fullName);
  const plan = await makePlan(by(user), found, { whole: true });
  const some = await makePlan(by(user), found, { tags: ["1.0", "multi"] });
  const restorableUntil = new Date(Date.now() + 1e8);
  const finished = await db.deletionPlan.update({
    where: { id: some.id },
    data: { executedAt: new Date(), finishedAt: new Date(), restorableUntil },
  });
  const actor = actorOf(user);
  const namespacePlan = await planNamespace(by(actor), await findNamespace(actor, namespace.id));
  const robot = await makeUser({ robot: true, robotTeamId: namespace.teamId });
  await makeApplicationToken(robot);
  const team = await planTeam(by(actor), await findTeam(actor, namespace.teamId), undefined);
  const running = await db.deletionPlan.update({
    where: { id: (await makePlan(by(actor), found, { whole: true })).id },
    data: { executedAt: new Date(), restorableUntil, note: "The registry can't be reached." },
  });
  const registry = { id: namespace.registryId };
  const rules = { matching: "^1", protecting: "", newest: 0, latestOfMinor: true, nightly: true };
  await db.retentionRule.create({
    data: { namespaceId: namespace.id, ...rules, savedBy: user.username },
  });
  await db.namespace.update({ where: { id: namespace.id }, data: { quota: 3000n } });
  while ((await countDue()) > 0);
  await updateForecasts();
  const scene: Scene = {
    registry,
    namespace,
    repository,
    plan,
    finished,
    namespacePlan,
    team,
    running,
  };
  const person = await signIn(app, user);
  return { scene, person };
});
