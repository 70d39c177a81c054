import { recordDelete } from "../../../catalogue/repositories/recording/delete.ts";
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
import { type Pace, postpone, recover, type StepError } from "../lease.ts";
import { deleteForSure, type Image, untag } from "./registry-delete.ts";
import { keepStep, keepTheRest, progressOf } from "./steps.ts";
import { stillNeeded } from "./still-in-use.ts";

/** A registry that is away is either asked again later, or no more. */
export type Taken = "taken" | "later" | "away";

/**
 * Takes one thing out of the registry and then out of the catalogue, so that a crash leaves nothing untrue. Its bytes
 * are kept before. What the registry does not let go stays in both.
 */
export async function take(plan: DeletionPlan, step: DeletionStep, pace: Pace): Promise<Taken> {
  const reason = await stillNeeded(plan, step);
  const error = reason ? null : await deleteAt(step);
  if (error?.kind === "unreachable") return giveItTime(plan, error, pace);

  const why = error?.message ?? reason?.why ?? null;
  if (reason || error) await keepStep(step, { state: "kept", why });
  else await forget(plan, step);
  await recover(plan);
  return "taken";
}

/**
 * Who waits for a deletion does not wait for a registry that is away: if nothing is gone yet all stays, else it goes on later.
 * What may be gone is gone on with until the registry says whether it is.
 */
async function giveItTime(
  plan: DeletionPlan,
  { message, halfway }: StepError,
  { patient }: Pace,
): Promise<Taken> {
  const begun = patient || halfway || (await progressOf(plan.id)).gone > 0;
  if (begun && (await postpone(plan, message, { endless: halfway ?? false }))) return "later";
  await keepTheRest(plan, message);
  return "away";
}

async function deleteAt(step: DeletionStep): Promise<StepError | null> {
  const registry = await db.registry.findUniqueOrThrow({ where: { id: step.registryId } });
  const { repository, digest, tag } = step;
  const image = await bytesOf(step, registry);
  if (!image.ok && image.error.kind !== "missing") return image.error;
  const place = { registry, repository };
  if (!tag) return deleteForSure(place, digest);
  return untag({ ...place, tag }, digest, image.ok ? image.value : null);
}

/** What putting back will need is kept before anything is deleted. */
async function bytesOf(step: DeletionStep, registry: Registry): Promise<Answer<Image>> {
  const { repository, digest, mediaType, payload } = step;
  if (payload) return { ok: true, value: { mediaType, bytes: payload } };
  const answer = await fetchManifest(registry, repository, digest);
  if (!answer.ok) return answer;
  const { bytes, ...image } = answer.value;
  await keepStep(step, { payload: new Uint8Array(bytes), mediaType: image.mediaType });
  return answer;
}

async function forget({ byId, byName }: DeletionPlan, step: DeletionStep): Promise<void> {
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
      await recordDelete(tx, { ...{ namespace, repository, at, agent, silent: true }, ...what });
    await keepStep(step, { state: "gone", why: null }, tx);
  });
}
