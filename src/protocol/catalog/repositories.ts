import type { Actor } from "../../identity/actor/actor.ts";
import { db, Prisma } from "../../platform/db/client.ts";
import { coveredBy } from "../../platform/db/patterns.ts";
import { repositoryVisibleTo } from "../../tenancy/policy/visible.ts";

export interface NamesQuery {
  registryId: number;
  last: string;
  n: number;
}

/** The names of the repositories that an actor may pull from, in byte order, and whether there are more. */
export async function repositoryNames(
  actor: Actor | null,
  { registryId, last, n }: NamesQuery,
): Promise<{ names: string[]; more: boolean }> {
  // Relies on the index repositories_catalogue.
  const rows = await db.$queryRaw<{ name: string }[]>`
    SELECT repositories.full_name AS name
    FROM repositories JOIN namespaces ON namespaces.id = repositories.namespace_id
    WHERE namespaces.registry_id = ${registryId} AND repositories.full_name COLLATE "C" > ${last}
      AND ${pullableBy(actor)}
    ORDER BY repositories.full_name COLLATE "C" LIMIT ${n + 1}`;
  return { names: rows.slice(0, n).map(({ name }) => name), more: rows.length > n };
}

/** The repositories that an actor may see, within the limits of their application token. */
export function pullableBy(actor: Actor | null): Prisma.Sql {
  const visible = repositoryVisibleTo(actor);
  if (!actor?.limit) return visible;
  const { names, actions } = actor.limit;
  if (actions && !actions.includes("pull")) return Prisma.sql`FALSE`;
  if (!names) return visible;
  return Prisma.sql`${visible} AND ${coveredBy(Prisma.sql`repositories.full_name`, names.patterns)}`;
}
