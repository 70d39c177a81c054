import { db } from "../../../platform/db/client.ts";
import { keptCounts } from "../../../platform/db/kept-counts.ts";
import { firstDay } from "../../pulls/by-day.ts";
import { drawStorage, type StorageChart } from "./chart.ts";
import type { StoredOn } from "./forecast.ts";

const shownDays = 90;

/** What a namespace stored on each of the last days, and now. The caller has checked that the actor may see its size. */
export async function storageOfNamespace(
  namespaceId: number,
  stored: bigint,
  quota: bigint | null,
): Promise<StorageChart> {
  const days = await db.namespaceSizeDay.findMany({
    where: { namespaceId, day: { gte: firstDay(shownDays) } },
    select: { day: true, stored: true },
    orderBy: { day: "asc" },
  });
  return drawStorage(untilNow(days, stored), quota);
}

/** The same of everything, for admins. */
export async function storageOfAll(): Promise<StorageChart> {
  const [days, counts] = await Promise.all([
    db.storedDay.findMany({
      where: { day: { gte: firstDay(shownDays) } },
      orderBy: { day: "asc" },
    }),
    keptCounts(),
  ]);
  return drawStorage(untilNow(days, counts["stored bytes"]), null);
}

/** Today's row may be an hour old. */
function untilNow(days: readonly StoredOn[], stored: bigint): StoredOn[] {
  const day = firstDay(1);
  return [...days.filter((it) => it.day.getTime() !== day.getTime()), { day, stored }];
}
