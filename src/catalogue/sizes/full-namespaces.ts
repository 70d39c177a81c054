import { config } from "../../platform/config/config.ts";
import { db, Prisma } from "../../platform/db/client.ts";
import { nearlyFullPercent } from "./quota.ts";

export interface FullNamespace {
  id: number;
  name: string;
  hostname: string;
  overQuota: boolean;
}

/**
 * The namespaces that are over their quota or nearly: all, or some. The full ones come first. It takes no actor: callers
 * ask for what they have found for one.
 */
export async function fullNamespaces(ids?: readonly number[]): Promise<FullNamespace[]> {
  const preset = config.namespaceQuota ?? 0n;
  const those = ids ? Prisma.sql`n.id = ANY(${ids}::int[])` : Prisma.sql`TRUE`;
  return db.$queryRaw<FullNamespace[]>`
    SELECT n.id, n.name, r.hostname, n.over_quota AS "overQuota"
    FROM namespaces n JOIN registries r ON r.id = n.registry_id
    LEFT JOIN namespace_sizes s ON s.namespace_id = n.id
    WHERE ${those}
      AND (n.over_quota OR s.stored * 100 >= nullif(coalesce(n.quota, ${preset}), 0)::numeric * ${nearlyFullPercent})
    ORDER BY n.over_quota DESC, n.name, n.id LIMIT 1000`;
}
