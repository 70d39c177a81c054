import { type DeletionPlan, type DeletionStep, db, type Tx, transaction } from "../db/client.ts";
import { splitName } from "../namespaces/names.ts";
import { deleteManifest, fetchManifest, type RegistryError } from "../registry/client.ts";
import { recordDelete } from "../repositories/delete.ts";
import { type Pace, postpone, recover } from "./pace.ts";
import { keepStep, mustStay } from "./steps.ts";
import { untag } from "./untag.ts";

/**
 * Takes one thing out of the registry and then out of the catalogue, so that a crash leaves nothing untrue. Its bytes
 * are kept before. What the registry does not let go stays in both.
 */
export async function take(
  plan: DeletionPlan,
  step: DeletionStep,
  { patient }: Pace,
): Promise<"taken" | "later"> {
  const waiting = await mustStay(step);
  const error = waiting ? null : await deleteAt(step);
  if (error?.kind === "unreachable" && patient && (await postpone(plan, error.message)))
    return "later";

  if (waiting || error)
    await keepStep(step, { state: "kept", why: error?.message ?? null, payload: null });
  else await forget(plan, step);
  if (error?.kind !== "unreachable") await recover(plan);
  return "taken";
}

async function deleteAt(step: DeletionStep): Promise<RegistryError | null> {
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
    ? untag({ registry, repository }, { tag, digest })
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
