import type { Actor } from "../accounts/current.ts";
import { config } from "../config.ts";
import { type DeletionPlan, db, type Prisma } from "../db/client.ts";
import { type Page, type Turn, turnTo } from "../web/pages.ts";

/** What was deleted where the actor may delete, and can still be put back; the latest first. */
export async function latestDeletions(actor: Actor, turn: Turn): Promise<Page<DeletionPlan>> {
  return turnTo(turn, {
    size: 50,
    find: (at, take) =>
      db.deletionPlan.findMany({
        where: { AND: [deletedBy(actor), { undoUntil: { gt: new Date() } }, beyond(at)] },
        orderBy: [{ createdAt: at.newer ? "asc" : "desc" }, { id: at.newer ? "asc" : "desc" }],
        take,
      }),
    place: ({ createdAt, id }) => ({ at: createdAt, id }),
  });
}

function deletedBy({ admin, id: userId }: Actor): Prisma.DeletionPlanWhereInput {
  if (!config.rules.deleteEnabled) return { id: { in: [] } };
  if (admin) return {};
  const roles = config.rules.deleteByContributors
    ? (["owner", "contributor"] as const)
    : (["owner"] as const);
  return { namespace: { team: { memberships: { some: { userId, role: { in: [...roles] } } } } } };
}

function beyond({ older, newer }: Turn): Prisma.DeletionPlanWhereInput {
  const place = older ?? newer;
  if (!place) return {};
  const { at, id } = place;
  return older
    ? { OR: [{ createdAt: { lt: at } }, { createdAt: at, id: { lt: id } }] }
    : { OR: [{ createdAt: { gt: at } }, { createdAt: at, id: { gt: id } }] };
}
