import assert from "node:assert/strict";
import { before } from "node:test";
import { findRepository } from "../../../src/catalogue/repositories/find.ts";
import type { Actor } from "../../../src/identity/actor/actor.ts";
import type { ActorAudit } from "../../../src/identity/actor/audit.ts";
import { findPlan } from "../../../src/lifecycle/deletion/plan/find.ts";
import { makePlan } from "../../../src/lifecycle/deletion/plan/plan.ts";
import type { Selection } from "../../../src/lifecycle/deletion/plan/selection.ts";
import { start } from "../../../src/lifecycle/deletion/run/start.ts";
import { db, type Repository } from "../../../src/platform/db/client.ts";
import { ensureKeys } from "../../../src/registry/signing/keys.ts";
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
import { until } from "../../support/waiting.ts";

type Answers = Parameters<typeof serveManifests>[2];

/** A registry, and repositories in it to delete from. To be called after useDatabase() or useApp(). */
export async function useStock() {
  before(ensureKeys);
  const fake = await fakeRegistry();
  const registry = await makeRegistry({ url: fake.url });

  /** A repository with one image per tag, in the catalogue and at the registry, and the owner of its team. */
  async function stocked(tags: readonly string[], answers: Answers = {}) {
    const owner = await makeUser();
    const team = await makeTeam({ owners: [owner] });
    const namespace = await makeNamespace({ team, registryId: registry.id });
    const repository = await makeRepository({ namespace, tagsCount: tags.length });
    for (const tag of tags) await storeImage(repository, { tag });
    const kept = await serveManifests(fake, repository, answers);
    return { owner, actor: actorOf(owner), team, namespace, repository, ...kept };
  }

  return { fake, registry, stocked };
}

/** The tags v0, v1, … */
export const versions = (count: number) => Array.from({ length: count }, (_, at) => `v${at}`);

/** Plans a deletion from a repository, and returns the plan's id. */
export async function planDeletion(
  { actor, repository }: { actor: Actor; repository: Repository },
  selection: Selection,
): Promise<number> {
  const found = await findRepository(actor, repository.fullName);
  return (await makePlan(by(actor), found, selection)).id;
}

export const reloadPlan = (id: number) => db.deletionPlan.findUniqueOrThrow({ where: { id } });

/** Starts a deletion as if it were too long for one request: any process runs it. */
export async function startInBackground(audit: ActorAudit, id: number): Promise<void> {
  assert.ok(await start(audit, await findPlan(audit.actor, id), "anyone"));
}

/** Makes a plan due, as if its lease or its wait had ended. */
export const makeDue = (id: number) =>
  db.deletionPlan.update({ where: { id }, data: { tryAfter: new Date(0) } });

export async function tagsOf({ id: repositoryId }: Repository): Promise<string[]> {
  const tags = await db.tag.findMany({ where: { repositoryId }, orderBy: { name: "asc" } });
  return tags.map(({ name }) => name);
}

/** Waits until a query of this database waits for a lock. */
export async function untilBlocked(what: string): Promise<void> {
  await until(async () => {
    const blocked = await db.$queryRaw<unknown[]>`
      SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
    return blocked.length > 0;
  }, what);
}
