import { onBehalfOf, record } from "../../../history/record.ts";
import { portus } from "../../../identity/actor/system-actors.ts";
import {
  type DeletionPlan,
  type DeletionStep,
  db,
  transaction,
} from "../../../platform/db/client.ts";
import { Invalid } from "../../../platform/errors.ts";
import { fetchManifest, type RegistryError } from "../../../registry/client/client.ts";
import { putManifest } from "../../../registry/client/put.ts";
import { holdPlan, keepGoing, type Pace, postpone, recover } from "../lease.ts";
import { choiceOf, isRealm } from "../plan/selection.ts";
import { keepStep } from "../run/steps.ts";

/** Goes on with putting back from where it is. Answers the tags that name something else by now. */
export async function carryBack(plan: DeletionPlan, pace: Pace): Promise<string[]> {
  let why = "";
  let before = Number.MAX_SAFE_INTEGER;
  for (;;) {
    const step = await lastGone(plan, before);
    if (!step) break;
    if (!(await keepGoing(plan, pace))) return [];
    before = step.position;
    const error = await holdPlan(plan, () => putBack(plan, step));
    if (error?.kind === "unreachable") {
      return pace.patient ? retryOrGiveUp(plan, error.message) : giveUp(plan, error.message);
    }
    await recover(plan);
    why ||= error?.message ?? "";
  }
  return why ? giveUp(plan, why) : finish(plan);
}

/** The opposite order: parts before the indexes that list them. */
async function lastGone({ id: planId }: DeletionPlan, before: number) {
  const position = { lt: Math.min(before, 2_147_483_647) };
  const where = { planId, state: "gone", position } as const;
  return db.deletionStep.findFirst({ where, orderBy: { position: "desc" } });
}

async function putBack(
  { undoByName }: DeletionPlan,
  step: DeletionStep,
): Promise<RegistryError | null> {
  const registry = await db.registry.findUniqueOrThrow({ where: { id: step.registryId } });
  const { repository, digest, mediaType, payload: bytes, tags } = step;
  const elsewhere: string[] = [];
  for (const reference of [...tags, digest]) {
    if (reference === digest && elsewhere.length < tags.length) break; // it came with a tag
    const now = await fetchManifest(registry, repository, reference);
    if (now.ok && now.value.digest !== digest) elsewhere.push(reference);
    if (now.ok) continue;
    if (now.error.kind !== "missing") return stays(step, now.error); // it may hold what was pushed anew
    const put = bytes && { tag: reference, mediaType, bytes, as: undoByName ?? portus.username };
    const error = put ? await putManifest(registry, repository, put) : neverHad;
    if (error) return stays(step, error);
  }
  await keepStep(step, { state: "back", why: null, elsewhere });
  return null;
}

async function stays(step: DeletionStep, error: RegistryError): Promise<RegistryError> {
  await keepStep(step, { why: error.message });
  return error;
}

const neverHad: RegistryError = {
  kind: "missing",
  message: "The registry did not have it any more when it was deleted.",
};

/** Retries a few times; then the restore ends, so that it can be asked for again. */
export async function retryOrGiveUp(plan: DeletionPlan, why: string): Promise<string[]> {
  return (await postpone(plan, why)) ? [] : giveUp(plan, why);
}

async function giveUp({ id, turn }: DeletionPlan, why: string): Promise<string[]> {
  const note = `Not all could be put back. ${why}`;
  const data = { undoingAt: null, tryAfter: null, note };
  const { count } = await db.deletionPlan.updateMany({ where: { id, turn }, data });
  if (count === 0) return []; // another process has it by now
  throw new Invalid({ form: note });
}

async function finish(plan: DeletionPlan): Promise<string[]> {
  const { id, turn, undoById, undoByName, namespaceId, teamId, subject } = plan;
  const where = { planId: id, elsewhere: { isEmpty: false } };
  const steps = await db.deletionStep.findMany({ where, select: { elsewhere: true } });
  const elsewhere = steps.flatMap((step) => step.elsewhere);
  await transaction(async (tx) => {
    const { count } = await tx.deletionPlan.updateMany({
      where: { id, turn, undoneAt: null },
      data: { undoneAt: new Date(), tryAfter: null },
    });
    if (count === 0) return;
    const namespace =
      namespaceId && (await tx.namespace.findUnique({ where: { id: namespaceId } }));
    const place = namespace ? { namespaceId: namespace.id, registryId: namespace.registryId } : {};
    const audit = onBehalfOf({ id: undoById, username: undoByName ?? "" });
    await record(tx, audit, { key: keyOf(plan), subject, teamId, ...place, details: { plan: id } });
  });
  return elsewhere;
}

function keyOf(plan: DeletionPlan): string {
  const choice = choiceOf(plan);
  if (!isRealm(choice)) return "repository.put_back";
  return choice.team === undefined ? "namespace.put_back" : "team.put_back";
}
