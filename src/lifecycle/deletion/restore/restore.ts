import { record } from "../../../history/record.ts";
import {
  type DeletionPlan,
  type DeletionStep,
  db,
  type Registry,
  type Tx,
  transaction,
} from "../../../platform/db/client.ts";
import { Invalid } from "../../../platform/errors.ts";
import { fetchManifest, type RegistryError } from "../../../registry/client/client.ts";
import { putManifest } from "../../../registry/client/put.ts";
import { keepLeaseDuring, postpone, type RunOptions, renewLease, resetAttempts } from "../lease.ts";
import { isTarget, selectionOf } from "../plan/selection.ts";
import { restoredBy } from "../requester.ts";
import { placeOf } from "../run/record.ts";
import { updateStep } from "../run/steps.ts";
import { expectPush, restorerOf } from "./image-records.ts";

/** Continues a restore. Returns the tags that name another image by now. */
export async function restoreImages(plan: DeletionPlan, options: RunOptions): Promise<string[]> {
  let reason = "";
  let before = Number.MAX_SAFE_INTEGER;
  for (;;) {
    const step = await nextStepToRestore(plan, before);
    if (!step) break;
    if (!(await renewLease(plan, options))) return [];
    before = step.position;
    const error = await keepLeaseDuring(plan, () => restoreStep(plan, step));
    if (error?.kind === "unreachable") {
      return options.retry ? postponeRestore(plan, error.message) : giveUp(plan, error.message);
    }
    await resetAttempts(plan);
    reason ||= error?.message ?? "";
  }
  return reason ? giveUp(plan, reason) : finish(plan);
}

/** In reverse order: parts before the indexes that list them. */
async function nextStepToRestore({ id: planId }: DeletionPlan, before: number) {
  const position = { lt: Math.min(before, 2_147_483_647) };
  const where = { planId, state: "deleted", position } as const;
  return db.deletionStep.findFirst({ where, orderBy: { position: "desc" } });
}

async function restoreStep(plan: DeletionPlan, step: DeletionStep): Promise<RegistryError | null> {
  const registry = await db.registry.findUniqueOrThrow({ where: { id: step.registryId } });
  const { repository, digest, tags } = step;
  const movedTags: string[] = [];
  for (const reference of [...tags, digest]) {
    if (reference === digest && movedTags.length < tags.length) break; // it was pushed with a tag
    const now = await fetchManifest(registry, repository, reference);
    if (now.ok && now.value.digest !== digest) movedTags.push(reference);
    if (now.ok) continue;
    if (now.error.kind !== "missing") return failStep(step, now.error); // the tag may name a new image
    const error = await push(step, { registry, reference, as: restorerOf(plan) });
    if (error) return failStep(step, error);
  }
  await updateStep(step, { state: "restored", reason: null, movedTags });
  return null;
}

async function push(
  step: DeletionStep,
  { registry, reference, as }: { registry: Registry; reference: string; as: string },
): Promise<RegistryError | null> {
  const { repository, mediaType, payload: bytes } = step;
  if (!bytes) return bytesLost;
  const cancel = await expectPush(step, reference);
  const error = await putManifest(registry, repository, { tag: reference, mediaType, bytes, as });
  if (error && (error.kind !== "unreachable" || error.unsent)) await cancel(); // otherwise the push may have arrived
  return error;
}

async function failStep(step: DeletionStep, error: RegistryError): Promise<RegistryError> {
  await updateStep(step, { reason: error.message });
  return error;
}

const bytesLost: RegistryError = {
  kind: "missing",
  message: "The registry had already lost it when it was deleted.",
};

/** Postpones the restore a few times, then ends it, so that people can ask for it again. */
export async function postponeRestore(plan: DeletionPlan, reason: string): Promise<string[]> {
  return (await postpone(plan, reason)) ? [] : giveUp(plan, reason);
}

async function giveUp({ id, fence }: DeletionPlan, reason: string): Promise<string[]> {
  const note = `Some images could not be restored. ${reason}`;
  const data = { restoringAt: null, tryAfter: null, note };
  const { count } = await db.deletionPlan.updateMany({ where: { id, fence }, data });
  if (count === 0) return []; // another process has it by now
  throw new Invalid({ form: note });
}

async function finish(plan: DeletionPlan): Promise<string[]> {
  const { id, fence } = plan;
  const where = { planId: id, movedTags: { isEmpty: false } };
  const steps = await db.deletionStep.findMany({ where, select: { movedTags: true } });
  const movedTags = steps.flatMap((step) => step.movedTags);
  await transaction(async (tx) => {
    const { count } = await tx.deletionPlan.updateMany({
      where: { id, fence, restoredAt: null },
      data: { restoredAt: new Date(), tryAfter: null },
    });
    if (count === 0) return;
    await recordRestore(tx, plan);
  });
  return movedTags;
}

/** "put_back" is an older word for a restore; audit keys never change. */
async function recordRestore(tx: Tx, plan: DeletionPlan): Promise<void> {
  const { id, namespaceId, teamId, subject } = plan;
  const selection = selectionOf(plan);
  if (!isTarget(selection) || plan.partly) return recordRestoredImages(tx, plan);

  const namespace = namespaceId && (await tx.namespace.findUnique({ where: { id: namespaceId } }));
  await record(tx, restoredBy(plan), {
    key: selection.team === undefined ? "namespace.put_back" : "team.put_back",
    subject,
    teamId,
    ...(namespace && { namespaceId: namespace.id, registryId: namespace.registryId }),
    details: { plan: id },
  });
}

/** Of a team or namespace of which something could not be deleted, only images were deleted and restored. */
async function recordRestoredImages(tx: Tx, plan: DeletionPlan): Promise<void> {
  const { id, teamId } = plan;
  for (const { subject, ...place } of await restoredPlaces(tx, plan))
    await record(tx, restoredBy(plan), {
      key: "repository.put_back",
      subject,
      teamId,
      ...place,
      details: { plan: id },
    });
}

/** A repository has another id than before if its last image was deleted. */
async function restoredPlaces(tx: Tx, before: DeletionPlan) {
  const plan = { ...before, repositoryId: null };
  if (!isTarget(selectionOf(plan))) return [await placeOf(tx, plan)];
  const restored = await tx.deletionStep.findMany({
    where: { planId: plan.id, state: "restored" },
    distinct: ["registryId", "repository"],
    orderBy: { position: "asc" },
  });
  return Promise.all(restored.map((step) => placeOf(tx, plan, step)));
}
