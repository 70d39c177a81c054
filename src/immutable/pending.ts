import { db, type PutBack } from "../db/client.ts";
import type { Located } from "../reference.ts";

const located = {
  fullName: true,
  namespace: { select: { registry: { select: { hostname: true } } } },
} as const;

export type Pending = PutBack & { repository: Located };

/** The tags that were pushed over and are not yet as they were, those that wait longest first. */
export async function pendingIn(where: {
  repositoryId?: number;
  namespaceId?: number;
}): Promise<Pending[]> {
  const { repositoryId, namespaceId } = where;
  return db.putBack.findMany({
    where: {
      ...(repositoryId && { repositoryId }),
      ...(namespaceId && { repository: { namespaceId } }),
    },
    include: { repository: { select: located } },
    orderBy: { since: "asc" },
    take: 50,
  });
}
