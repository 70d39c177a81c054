import type { Actor } from "../accounts/current.ts";
import { record } from "../audit.ts";
import { config } from "../config.ts";
import { type DeletedManifest, db, type Registry, transaction } from "../db/client.ts";
import { ensure, Invalid } from "../errors.ts";
import { allowedActions } from "../namespaces/policy.ts";
import { fetchManifest } from "../registry/client.ts";
import { putManifest } from "../registry/put.ts";
import { guardedBy } from "../repositories/repositories.ts";
import { everything } from "../repositories/tombstones.ts";
import { type FoundPlan, findPlan } from "./plans.ts";

/**
 * Puts back what a deletion took: the registry gets the same bytes under the same tags, parts before the indexes that
 * list them. A tag that was pushed anew since stays where it is. Says which those were.
 */
export async function undo(actor: Actor, id: number): Promise<string[]> {
  const plan = await findPlan(actor, id);
  ensure(mayUndo(actor, plan), "Only who may push here may put things back.");
  ensureInTime(plan);
  const { registry } = plan.namespace;
  const manifests = await db.deletedManifest.findMany({
    where: { planId: id },
    orderBy: { position: "desc" },
  });
  await exhume(plan, manifests);
  const taken: string[] = [];
  for (const one of manifests) taken.push(...(await putBack({ actor, plan, registry }, one)));
  await note(actor, plan);
  return taken;
}

/** The same rule as for a push with a client. */
export function mayUndo(actor: Actor, { repositoryNow, namespace }: FoundPlan): boolean {
  const guarded = repositoryNow ? guardedBy(repositoryNow) : namespace;
  return allowedActions(actor, guarded, config.rules).includes("push");
}

function ensureInTime({ undoUntil, undoneAt }: FoundPlan): void {
  if (undoneAt) throw new Invalid({ form: "It was put back before." });
  if (!undoUntil) throw new Invalid({ form: "Nothing of it was deleted." });
  if (undoUntil < new Date()) throw new Invalid({ form: "The time to put it back is over." });
}

/** The catalogue must believe in what comes back, even where the registry's clock is behind ours. */
async function exhume({ namespace, repository }: FoundPlan, manifests: DeletedManifest[]) {
  const references = [everything, ...manifests.flatMap(({ digest, tags }) => [digest, ...tags])];
  const { registryId } = namespace;
  await db.tombstone.deleteMany({
    where: { registryId, repository, reference: { in: references } },
  });
}

interface Place {
  actor: Actor;
  plan: FoundPlan;
  registry: Registry;
}

/** Answers the tags that name something else by now. */
async function putBack({ actor, plan, registry }: Place, one: DeletedManifest): Promise<string[]> {
  const { digest, mediaType, payload: bytes } = one;
  const taken: string[] = [];
  for (const tag of one.tags.length > 0 ? one.tags : [digest]) {
    const now = await fetchManifest(registry, plan.repository, tag);
    if (now.ok && now.value.digest !== digest) taken.push(tag);
    if (now.ok) continue;
    const put = { tag, mediaType, bytes, as: actor.username };
    const error = await putManifest(registry, plan.repository, put);
    if (error) throw new Invalid({ form: `Not all could be put back. ${error.message}` });
  }
  return taken;
}

async function note(actor: Actor, plan: FoundPlan): Promise<void> {
  const { namespace, repository, repositoryNow } = plan;
  await transaction(async (tx) => {
    await tx.deletionPlan.update({ where: { id: plan.id }, data: { undoneAt: new Date() } });
    await record(tx, actor, {
      key: "repository.put_back",
      subject: repository,
      registryId: namespace.registryId,
      teamId: namespace.teamId,
      namespaceId: namespace.id,
      ...(repositoryNow && { repositoryId: repositoryNow.id }),
      details: { plan: plan.id },
    });
  });
}
