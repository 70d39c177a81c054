import { db } from "../../platform/db/client.ts";

const minAttempts = 3;

/** Deletions and restores that failed several times in a row and are still retried, the oldest first. */
export async function stuckDeletions() {
  return db.deletionPlan.findMany({
    where: { tryAfter: { not: null }, attempts: { gte: minAttempts } },
    select: { id: true, subject: true, createdAt: true, executedAt: true, note: true },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    take: 1000,
  });
}
