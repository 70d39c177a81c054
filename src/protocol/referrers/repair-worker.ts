import { db, type Registry } from "../../platform/db/client.ts";
import { type Loop, startLoop } from "../../platform/jobs/loop.ts";
import { connectionTo } from "./connection.ts";
import { repairIndex, staleIndexes } from "./repair.ts";

const dayMs = 86_400_000;

/** Repairs indexes of referrers after deletions, for registries whose clients use the referrers API of Portus. */
export function startIndexRepairs(): Loop {
  return startLoop("referrers indexes", 60_000, async () => {
    await repairStaleIndexes();
    return 0; // failed repairs wait for the next pass
  });
}

/** The registries to repair. At other registries, clients keep the indexes up to date themselves. */
async function repairStaleIndexes(): Promise<void> {
  const since = new Date(Date.now() - 30 * dayMs);
  const registries = await db.registry.findMany({ where: { referrersAskedAt: { gt: since } } });
  for (const registry of registries)
    for (const index of await staleIndexes(registry))
      await repairIndex(connectionTo(registry), index);
}

/** Stores that clients of a registry use the referrers API here, once a day. */
export async function noteAsked({ id, referrersAskedAt }: Registry): Promise<void> {
  const now = new Date();
  if (referrersAskedAt && now.getTime() - referrersAskedAt.getTime() < dayMs) return;
  await db.registry.updateMany({ where: { id }, data: { referrersAskedAt: now } });
}
