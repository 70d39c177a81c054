import { recordDelete } from "../../../catalogue/repositories/recording/record.ts";
import {
  type DeletionPlan,
  type DeletionStep,
  db,
  type Registry,
  transaction,
} from "../../../platform/db/client.ts";
import { lock, locks } from "../../../platform/db/locks.ts";
import { type Answer, fetchManifest } from "../../../registry/client/client.ts";
import { splitName } from "../../../registry/names.ts";
import { postpone, type RunOptions, resetAttempts, type StepError } from "../lease.ts";
import { recordImage } from "../restore/image-records.ts";
import { deleteDigest, deleteTag, type Image } from "./registry-delete.ts";
import { progressOf, refuseRemaining, updateStep } from "./steps.ts";
import { stillInUse } from "./still-in-use.ts";

/** `postponed`: the step is retried later. `unreachable`: it is not, and the waiting steps are refused. */
export type StepOutcome = "done" | "postponed" | "unreachable";

/**
 * Deletes a manifest or tag at the registry and then in the catalogue, so that a crash leaves no entry without an image.
 * Its bytes are stored first. What the registry refuses to delete stays in both.
 */
export async function runStep(
  plan: DeletionPlan,
  step: DeletionStep,
  options: RunOptions,
): Promise<StepOutcome> {
  const refusal = await stillInUse(plan, step);
  if (!refusal) await recordImage(step);
  const error = refusal ? null : await deleteAt(step);
  if (error?.kind === "unreachable") return handleOutage(plan, error, options);

  const reason = error?.message ?? refusal?.reason ?? null;
  if (refusal || error) await updateStep(step, { state: "refused", reason });
  else await deleteFromCatalogue(plan, step);
  await resetAttempts(plan);
  return "done";
}

/**
 * A request does not wait for an unreachable registry: if nothing is deleted yet, everything stays; otherwise the rest is
 * deleted later. A step with an unknown outcome is retried until the registry answers.
 */
async function handleOutage(
  plan: DeletionPlan,
  { message, unknown }: StepError,
  { retry }: RunOptions,
): Promise<StepOutcome> {
  const mustRetry = retry || unknown || (await progressOf(plan.id)).deleted > 0;
  if (mustRetry && (await postpone(plan, message, { endless: unknown ?? false })))
    return "postponed";
  await refuseRemaining(plan, message);
  return "unreachable";
}

async function deleteAt(step: DeletionStep): Promise<StepError | null> {
  const registry = await db.registry.findUniqueOrThrow({ where: { id: step.registryId } });
  const { repository, digest, tag } = step;
  const image = await bytesOf(step, registry);
  if (!image.ok && image.error.kind !== "missing") return image.error;
  const place = { registry, repository };
  if (!tag) return deleteDigest(place, digest);
  return deleteTag({ ...place, tag }, digest, image.ok ? image.value : null);
}

/** Stores the bytes that a restore will need, before anything is deleted. */
async function bytesOf(step: DeletionStep, registry: Registry): Promise<Answer<Image>> {
  const { repository, digest, mediaType, payload } = step;
  if (payload) return { ok: true, value: { mediaType, bytes: payload } };
  const answer = await fetchManifest(registry, repository, digest);
  if (!answer.ok) return answer;
  const { bytes, ...image } = answer.value;
  await updateStep(step, { payload: new Uint8Array(bytes), mediaType: image.mediaType });
  return answer;
}

async function deleteFromCatalogue(
  { byId, byName }: DeletionPlan,
  step: DeletionStep,
): Promise<void> {
  const { registryId, repository, digest, tag } = step;
  const { namespace: name } = splitName(repository);
  const agent = { id: byId, username: byName };
  const at = new Date().toISOString();
  await transaction(async (tx) => {
    await lock(tx, locks.events(repository));
    const where = { registryId_name: { registryId, name } };
    const namespace = await tx.namespace.findUnique({ where });
    const what = tag ? { tag } : { digest };
    if (namespace)
      await recordDelete(tx, {
        namespace,
        repository,
        at,
        agent,
        silent: true,
        ...what,
      });
    await updateStep(step, { state: "deleted", reason: null }, tx);
  });
}
