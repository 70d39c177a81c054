import { db, type Prisma } from "../../platform/db/client.ts";
import { refreshRecentPulls } from "../../platform/db/kept-counts.ts";
import type { Located } from "../../platform/reference.ts";
import { firstDay } from "../pulls/by-day.ts";
import type { periods } from "./schemas.ts";

/** A number of days for which sums are kept. */
type Period = (typeof periods)[number];

export interface PulledRepository extends Located {
  id: number;
  pulledAt: Date | null;
  count: number; // in the last days
}

export async function mostPulled(
  repository: Prisma.RepositoryWhereInput,
  days: Period,
): Promise<PulledRepository[]> {
  const ofAll = Object.keys(repository).length === 0;
  const counts = ofAll ? await mostPulledOfAll(days) : await sumByRepository(repository, days);
  const rows = await db.repository.findMany({
    where: { id: { in: [...counts.keys()] } },
    select: {
      id: true,
      fullName: true,
      pulledAt: true,
      namespace: { select: { registry: { select: { hostname: true } } } },
    },
  });
  return rows
    .map((row) => ({ ...row, count: counts.get(row.id) ?? 0 }))
    .sort((a, b) => b.count - a.count || a.id - b.id);
}

type Sums = Map<number, number>;

async function mostPulledOfAll(days: Period): Promise<Sums> {
  await refreshRecentPulls();
  const column = `days${days}` as const;
  const rows = await db.recentPulls.findMany({
    where: { [column]: { gt: 0 } },
    orderBy: [{ [column]: "desc" }, { repositoryId: "asc" }],
    take: 10,
  });
  return new Map(rows.map((row) => [row.repositoryId, Number(row[column])]));
}

async function sumByRepository(
  repository: Prisma.RepositoryWhereInput,
  days: Period,
): Promise<Sums> {
  const sums = await db.dailyPulls.groupBy({
    by: ["repositoryId"],
    where: { day: { gte: firstDay(days) }, repository },
    _sum: { count: true },
    orderBy: [{ _sum: { count: "desc" } }, { repositoryId: "asc" }],
    take: 10,
  });
  return new Map(sums.map((it) => [it.repositoryId, Number(it._sum.count ?? 0)]));
}
