import type { Actor } from "../../identity/actor/actor.ts";
import { Prisma } from "../../platform/db/client.ts";
import type { Matching } from "./matching.ts";

/** The first matches of one kind, and how many there are. */
export interface Matches<T> {
  rows: T[];
  count: number;
}

/** What every search of one kind needs. */
export interface MatchQuery {
  actor: Actor | null;
  by: Matching;
  size: number;
}

export async function matchesOf<T>(query: Promise<(T & { count: number })[]>): Promise<Matches<T>> {
  const rows = await query;
  return { count: rows[0]?.count ?? 0, rows };
}

export function none<T>(): Matches<T> {
  return { rows: [], count: 0 };
}

export const fullName = Prisma.sql`repositories.full_name`;

export const registryOf = Prisma.sql`(SELECT json_build_object('hostname', hostname)
  FROM registries WHERE registries.id = namespaces.registry_id)`;

/** The columns of a Located: where a repository is. */
export const located = Prisma.sql`repositories.full_name AS "fullName",
  json_build_object('registry', ${registryOf}) AS namespace`;

export const visibilityOf = Prisma.sql`least(repositories.visibility, namespaces.visibility)`;
