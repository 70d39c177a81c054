import type { Actor } from "../../identity/actor/actor.ts";
import { db, type PutBack } from "../../platform/db/client.ts";
import type { Located } from "../../platform/reference.ts";
import { repositoriesVisibleTo } from "../../tenancy/policy/visible.ts";

const located = {
  fullName: true,
  namespace: { select: { registry: { select: { hostname: true } } } },
} as const;

export type Pending = PutBack & { repository: Located };

/** The tags that were pushed over and are not yet as they were, those that wait longest first. */
export async function pendingIn(
  actor: Actor | null,
  place: { id: number } | { namespaceId: number },
): Promise<Pending[]> {
  return db.putBack.findMany({
    where: { repository: { ...place, AND: repositoriesVisibleTo(actor) } },
    include: { repository: { select: located } },
    orderBy: { since: "asc" },
    take: 50,
  });
}
