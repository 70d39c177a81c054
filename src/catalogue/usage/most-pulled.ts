import { db, type Prisma } from "../../platform/db/client.ts";
import type { Located } from "../../platform/reference.ts";
import { firstDay } from "../pulls/by-day.ts";

export interface PulledRepository extends Located {
  id: number;
  pulledAt: Date | null;
  count: number; // in the last days
}

export async function mostPulled(
  repository: Prisma.RepositoryWhereInput,
  days: number,
): Promise<PulledRepository[]> {
  const sums = await db.dailyPulls.groupBy({
    by: ["repositoryId"],
    where: {
      day: { gte: firstDay(days) },
      ...(Object.keys(repository).length > 0 && { repository }),
    },
    _sum: { count: true },
    orderBy: [{ _sum: { count: "desc" } }, { repositoryId: "asc" }],
    take: 10,
  });
  const counts = new Map(sums.map((it) => [it.repositoryId, Number(it._sum.count ?? 0)]));
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
