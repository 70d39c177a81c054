import type { Actor } from "../../../identity/actor/actor.ts";
import { db, Prisma } from "../../../platform/db/client.ts";
import {
  memberOf,
  namespaceVisibleTo,
  repositoryVisibleTo,
} from "../../../tenancy/policy/visible.ts";
import { maxBytes } from "../index-total.ts";
import type { Rest } from "./draw.ts";

interface Row {
  hostname: string;
  id: number | null; // null: those that are not listed
  name: string;
  stored: bigint;
  exclusive: bigint;
  unknown: number;
  isPart: boolean;
  count: number;
}

export interface NamespaceBlock {
  id: number;
  name: string;
  registry: { hostname: string };
  stored: bigint;
  exclusive: bigint;
  unknown: number;
  isPart: boolean;
}

export interface RegistryBlocks {
  hostname: string;
  namespaces: NamespaceBlock[];
  rest: Rest | null;
}

const maxListed = 40; // in each registry

/**
 * The largest namespaces of each registry. Who may see all of a namespace gets its size; for others the repositories that
 * they may see are added up, because the size of the namespace would tell how much is in the private ones.
 */
export async function largestNamespaces(actor: Actor): Promise<RegistryBlocks[]> {
  const rows = await db.$queryRaw<Row[]>`
    WITH sizes AS (
      SELECT namespaces.id, namespaces.name, registry_id, stored, exclusive, unread + unknown AS unknown, FALSE AS part
      FROM namespace_sizes JOIN namespaces ON namespaces.id = namespace_id WHERE ${seesTotal(actor)}
      UNION ALL
      SELECT namespaces.id, namespaces.name, registry_id, sum(stored), sum(exclusive), sum(unread + unknown), TRUE
      FROM namespaces JOIN repositories ON repositories.namespace_id = namespaces.id
        JOIN repository_sizes ON repository_id = repositories.id
      WHERE NOT ${seesTotal(actor)} AND ${repositoryVisibleTo(actor)} GROUP BY namespaces.id
    ), ranked AS (
      SELECT *, row_number() OVER (PARTITION BY registry_id ORDER BY stored DESC, id) <= ${maxListed} AS listed FROM sizes)
    SELECT hostname, CASE WHEN listed THEN ranked.id END AS id, CASE WHEN listed THEN ranked.name ELSE '' END AS name,
      least(sum(stored), ${maxBytes})::bigint AS stored, least(sum(exclusive), ${maxBytes})::bigint AS exclusive,
      sum(ranked.unknown)::int AS unknown, bool_or(part) AS "isPart", count(*)::int AS count
    FROM ranked JOIN registries ON registries.id = registry_id
    GROUP BY hostname, listed, 2, 3 ORDER BY hostname, listed DESC, 4 DESC, 2`;
  return [...new Set(rows.map(({ hostname }) => hostname))].map((hostname) =>
    inRegistry(
      hostname,
      rows.filter((row) => row.hostname === hostname),
    ),
  );
}

/** Whether nothing of a namespace is hidden from the actor. */
function seesTotal(actor: Actor): Prisma.Sql {
  if (actor.admin) return Prisma.sql`TRUE`;
  return Prisma.sql`(${memberOf(actor)} OR ${namespaceVisibleTo(actor)} AND NOT EXISTS (
    SELECT FROM repositories WHERE namespace_id = namespaces.id AND visibility = 'private'))`;
}

function inRegistry(hostname: string, rows: readonly Row[]): RegistryBlocks {
  const namespaces = rows.flatMap(({ id, hostname: _, count: __, ...row }) =>
    id === null ? [] : [{ ...row, id, registry: { hostname } }],
  );
  return { hostname, namespaces, rest: rows.find(({ id }) => id === null) ?? null };
}
