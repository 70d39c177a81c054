import type { Actor } from "../../../../src/identity/actor/actor.ts";
import { planNamespace, planTeam } from "../../../../src/lifecycle/deletion/plan/targets.ts";
import { executePlan } from "../../../../src/lifecycle/deletion/run/run.ts";
import { db, type Namespace, type User } from "../../../../src/platform/db/client.ts";
import { findNamespace } from "../../../../src/tenancy/namespaces/find.ts";
import { findTeam } from "../../../../src/tenancy/teams/find.ts";
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
import { fakeRegistry } from "../../../support/fakes/registry.ts";
import { serveManifests } from "../../../support/fakes/stored-manifests.ts";

export const fake = await fakeRegistry();
export const registry = await makeRegistry({ url: fake.url });

/** A namespace with a repository that people described, starred, commented on and were given roles in. */
export async function namespaceInUse() {
  const [owner, guest] = [await makeUser(), await makeUser()];
  const team = await makeTeam({ owners: [owner] });
  const namespace = await makeNamespace({
    team,
    registryId: registry.id,
    description: "What we ship.",
    visibility: "protected",
  });
  const repository = await makeRepository({ namespace, description: "The proxy.", tagsCount: 2 });
  const image = await storeImage(repository, { tag: "1.0" });
  await makeTag(image, "latest");
  const { id: repositoryId } = repository;
  await db.star.create({ data: { repositoryId, userId: guest.id } });
  const said = { authorId: guest.id, authorName: guest.username, body: "It works." };
  await db.comment.create({ data: { repositoryId, ...said } });
  await db.repositoryMembership.create({
    data: { repositoryId, userId: guest.id, role: "viewer" },
  });
  const sealedSecret = Buffer.from("sealed");
  const { id: namespaceId } = namespace;
  await db.webhook.create({
    data: { namespaceId, name: "ci", url: "http://ci.test.lan", sealedSecret },
  });
  const kept = await serveManifests(fake, repository);
  return { owner, guest, team, namespace, repository, image, ...kept };
}

export async function deleteNamespace(actor: Actor, { id }: Namespace): Promise<number> {
  const plan = await planNamespace(by(actor), await findNamespace(actor, id));
  await executePlan(by(actor), plan.id);
  return plan.id;
}

export async function deleteTeam(
  user: User,
  { id }: { id: number },
  receivingTeam?: string,
): Promise<number> {
  const actor = actorOf(user);
  const plan = await planTeam(by(actor), await findTeam(actor, id), receivingTeam);
  await executePlan(by(actor), plan.id);
  return plan.id;
}
