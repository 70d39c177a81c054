import { type DeletionPlan, type DeletionStep, db, type Tx, transaction } from "../db/client.ts";
import { splitName } from "../namespaces/names.ts";
import { deleteManifest, fetchManifest } from "../registry/client.ts";
import { recordDelete } from "../repositories/delete.ts";
import { stillNeeded } from "./needed.ts";
import { type Pace, postpone, recover, type StepError } from "./pace.ts";
import { keepStep, keepTheRest, progressOf } from "./steps.ts";
import { untag } from "./untag.ts";

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

  if (reason || error)
    await keepStep(step, {
      state: "kept",
      why: error?.message ?? reason?.why ?? null,
      payload: null,
    });
  else await forget(plan, step);
  await recover(plan);
  return "taken";
}

/** Who waits for a deletion does not wait for a registry that is away: if nothing is gone yet all stays, else it goes on later. */
async function giveItTime(
  plan: DeletionPlan,
  { message, halfway }: StepError,
  { patient }: Pace,
): Promise<Taken> {
  const begun = patient || halfway || (await progressOf(plan.id)).gone > 0;
  if (begun && (await postpone(plan, message))) return "later";
  await keepTheRest(plan.id, message);
  return "away";
}

async function deleteAt(step: DeletionStep): Promise<StepError | null> {
  const registry = await db.registry.findUniqueOrThrow({ where: { id: step.registryId } });
  const { repository, digest, tag } = step;
  if (!step.payload) {
    const answer = await fetchManifest(registry, repository, digest);
    if (!answer.ok && answer.error.kind !== "missing") return answer.error;
    if (answer.ok) {
      const { bytes, mediaType } = answer.value;
      await keepStep(step, { payload: new Uint8Array(bytes), mediaType });
    }
  }
  return tag
    ? untag({ registry, repository, tag }, digest)
    : deleteManifest(registry, repository, digest);
}

async function forget({ byId, byName }: DeletionPlan, step: DeletionStep): Promise<void> {
  const { registryId, repository, digest, tag } = step;
  const { namespace: name } = splitName(repository);
  const agent = { id: byId, username: byName };
  const at = new Date().toISOString();
  await transaction(async (tx) => {
    await lock(tx, repository);
    const where = { registryId_name: { registryId, name } };
    const namespace = await tx.namespace.findUnique({ where });
    const what = tag ? { tag } : { digest };
    if (namespace)
      await recordDelete(tx, { ...{ namespace, repository, at, agent, silent: true }, ...what });
    await keepStep(step, { state: "gone", why: null }, tx);
  });
}

/** No event of the repository is applied meanwhile. */
async function lock(tx: Tx, repository: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`events:${repository}`}, 0))`;
}
