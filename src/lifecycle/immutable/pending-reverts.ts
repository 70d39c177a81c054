import type { Actor } from "../../identity/actor/actor.ts";
import { db, type Revert } from "../../platform/db/client.ts";
import type { Located } from "../../platform/reference.ts";
import { repositoriesVisibleTo } from "../../tenancy/policy/visible.ts";

const located = {
  fullName: true,
  namespace: { select: { registry: { select: { hostname: true } } } },
} as const;

export type PendingRevert = Revert & { repository: Located };

/** Overwritten immutable tags that are not reverted yet, the longest waiting first. */
export async function pendingReverts(
  actor: Actor | null,
  place: { id: number } | { namespaceId: number },
): Promise<PendingRevert[]> {
  return db.revert.findMany({
    where: { repository: { ...place, AND: repositoriesVisibleTo(actor) } },
    include: { repository: { select: located } },
    orderBy: { since: "asc" },
    take: 50,
  });
}
