import { type DriftKind, db } from "../../../platform/db/client.ts";

/** How much drift of a kind there is. */
export interface DriftCount {
  kind: DriftKind;
  count: number;
  since: Date;
}

/** The drift of all registries. It takes no actor: only pages for admins show it. */
export async function countDrift(): Promise<DriftCount[]> {
  const groups = await db.drift.groupBy({
    by: ["kind"],
    _count: { _all: true },
    _min: { firstSeenAt: true },
  });
  return groups.map(({ kind, _count, _min }) => ({
    kind,
    count: _count._all,
    since: _min.firstSeenAt ?? new Date(),
  }));
}

/** The drift of one repository, by tags; the whole repository has the tag "". */
export async function driftOf(registryId: number, repository: string) {
  return db.drift.findMany({
    where: { registryId, repository },
    select: { id: true, tag: true, kind: true },
    orderBy: { tag: "asc" },
    take: 1_000,
  });
}
