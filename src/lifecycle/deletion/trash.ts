import { db } from "../../platform/db/client.ts";

export const graceDays = 7;

/** Forgets what can't be undone any more, and what was planned and never done. */
export async function pruneDeletions(): Promise<number> {
  const now = Date.now();
  const { count } = await db.deletionPlan.deleteMany({
    where: {
      tryAfter: null,
      OR: [
        { undoUntil: { lt: new Date(now) } },
        { executedAt: null, createdAt: { lt: new Date(now - 86_400_000) } },
      ],
    },
  });
  return count;
}
