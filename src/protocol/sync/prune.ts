import { recordDelete } from "../../catalogue/repositories/recording/delete.ts";
import { config } from "../../platform/config/config.ts";
import { type Drift, db, type Tx, transaction } from "../../platform/db/client.ts";
import { log } from "../../platform/log.ts";
import { splitName } from "../../registry/names.ts";
import { forgetSettled, wholeRepository } from "./drift.ts";
import { portus } from "./import.ts";
import type { Work } from "./run-state.ts";
import { brokeDown } from "./sentences.ts";
import { wrongStorage } from "./storage.ts";
import { removesByItself } from "./strategy.ts";

const looksNeeded = 2;

/** When a difference goes by itself, at the earliest; null if only an admin removes it. */
export function goesAt({ kind, firstSeenAt }: Pick<Drift, "kind" | "firstSeenAt">): Date | null {
  if (kind !== "missing" || !removesByItself(config.sync)) return null;
  return new Date(firstSeenAt.getTime() + config.sync.graceHours * 3_600_000);
}

/** At the end of a run: removes what stayed away long enough, if that is what the operator chose. Says what else there is to say. */
export async function settleAbsence(work: Work): Promise<string | null> {
  const { run, registry } = work;
  await forgetSettled(run);
  const known = await db.repository.count({ where: { namespace: { registryId: registry.id } } });
  if (run.listed === 0 && known > 0)
    return "The registry’s list was empty. Nothing is removed because of that: is it the right storage?";
  if (!removesByItself(config.sync)) return null;

  const where = { registryId: registry.id, kind: "missing", runId: run.id } as const;
  const away = await db.drift.findMany({ where });
  const wrong = await wrongStorage(run);
  if (wrong) return wrong;
  const due = away.filter(
    (it) => it.looks >= looksNeeded && (goesAt(it) ?? it.lastSeenAt) <= new Date(),
  );
  const broke: Drift[] = [];
  for (const it of due) if (!(await removed(it))) broke.push(it);
  const data = { removed: { increment: due.length - broke.length } };
  work.run = await db.syncRun.update({ where: { id: run.id }, data });
  return broke.length > 0 ? `${broke.length} of what is missing could not be removed.` : null;
}

/** Whether it could be; what can't be removed is no reason to keep the others. */
async function removed(difference: Drift): Promise<boolean> {
  try {
    await transaction((tx) => removeDifference(tx, difference));
    return true;
  } catch (error) {
    const { id, repository, tag } = difference;
    log.error({ err: error, repository, tag }, "what is missing could not be removed");
    await db.drift.updateMany({ where: { id }, data: { reason: brokeDown(error) } });
    return false;
  }
}

/** Takes out of the catalogue what the registry does not have. What was pushed after the last look stays. */
export async function removeDifference(tx: Tx, difference: Drift, at = difference.lastSeenAt) {
  const { id, registryId, repository, tag } = difference;
  const { namespace: name } = splitName(repository);
  const where = { registryId_name: { registryId, name } };
  const namespace = await tx.namespace.findUnique({ where });
  if (namespace)
    await recordDelete(tx, {
      ...{ namespace, repository, agent: portus, at: at.toISOString() },
      ...(tag !== wholeRepository && { tag }),
    });
  await tx.drift.deleteMany({ where: { id } });
}
