import { deletionKey } from "../../../catalogue/repositories/recording/delete.ts";
import {
  addTombstones,
  wholeRepository,
} from "../../../catalogue/repositories/recording/tombstones.ts";
import { record } from "../../../history/record.ts";
import type { DeletionPlan, Tx } from "../../../platform/db/client.ts";
import { lock, locks } from "../../../platform/db/locks.ts";
import { isReferrerTag } from "../../../registry/client/referrers.ts";
import { splitName } from "../../../registry/names.ts";
import { addTo } from "../plan/manifest-graph.ts";
import { isTarget, selectionOf } from "../plan/selection.ts";
import { deletedBy } from "../requester.ts";
import { type Step, stepsOf } from "./steps.ts";

/** Writes one audit entry for everything deleted from a repository. A deleted namespace has an entry of its own instead. */
export async function recordDeletions(tx: Tx, plan: DeletionPlan): Promise<void> {
  const steps = await stepsOf(plan, tx);
  const byRepository = new Map<string, Step[]>();
  for (const step of steps) addTo(byRepository, step.repository, step);
  for (const those of byRepository.values()) await recordRepositoryDeletion(tx, plan, those);
  if (steps.length === 0 && !isTarget(selectionOf(plan)))
    // a repository without images
    await recordRepositoryDeletion(tx, plan, []);
}

async function recordRepositoryDeletion(tx: Tx, plan: DeletionPlan, steps: Step[]): Promise<void> {
  const { teamId } = plan;
  const done = steps.filter(({ state }) => state === "deleted");
  if (done.length === 0 && steps.length > 0) return;

  const place = await placeOf(tx, plan, steps[0]);
  const emptied = await isDeleted(tx, plan, place);
  if (emptied) await tx.deletionPlan.update({ where: { id: plan.id }, data: { emptied } });
  const tags = done.flatMap((it) => it.tags).filter((tag) => !isReferrerTag(tag));
  const key = deletionKey(tags, { emptied });
  const manifests = done.filter(({ tag }) => tag === null);
  const [first] = manifests;
  await record(tx, deletedBy(plan), {
    key,
    teamId,
    ...place,
    details: {
      tags,
      plan: plan.id,
      manifests: manifests.length,
      ...(first && { digest: first.digest }),
    },
  });
}

interface Place {
  subject: string;
  registryId?: number;
  namespaceId?: number;
  repositoryId?: number;
}

/** The plan of a team or namespace names no repository, and that of a team no namespace: its step does. */
export async function placeOf(
  tx: Tx,
  plan: DeletionPlan,
  step?: Pick<Step, "registryId" | "repository">,
): Promise<Place> {
  const subject = step?.repository ?? plan.subject;
  const namespace = await tx.namespace.findFirst({
    where: plan.namespaceId
      ? { id: plan.namespaceId }
      : { registryId: step?.registryId ?? 0, name: splitName(subject).namespace },
  });
  const registryId = step?.registryId ?? namespace?.registryId;
  const namespaceId = namespace?.id ?? plan.namespaceId;
  const where = { namespaceId: namespaceId ?? 0, fullName: subject };
  const repositoryId = plan.repositoryId ?? (await tx.repository.findFirst({ where }))?.id;
  return {
    subject,
    ...(registryId && { registryId }),
    ...(namespaceId && { namespaceId }),
    ...(repositoryId && { repositoryId }),
  };
}

/** Deletes the repository itself if all of it was chosen, unless something was pushed to it since. */
async function isDeleted(tx: Tx, plan: DeletionPlan, place: Place): Promise<boolean> {
  const { subject: fullName, registryId } = place;
  const where = { fullName, namespace: { registryId: registryId ?? 0 } };
  if ("whole" in selectionOf(plan)) {
    await lock(tx, locks.events(fullName));
    await tx.repository.deleteMany({ where: { ...where, manifests: { none: {} } } });
  }
  if ((await tx.repository.count({ where })) > 0) return false;
  if (registryId && "whole" in selectionOf(plan)) {
    const tombstones = [{ reference: wholeRepository, at: new Date().toISOString() }];
    await addTombstones(tx, { registryId, repository: fullName }, tombstones);
  }
  return true;
}
