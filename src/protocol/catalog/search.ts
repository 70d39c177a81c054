import { containing } from "../../catalogue/search/matching.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import { db, Prisma } from "../../platform/db/client.ts";
import { pullableBy } from "./repositories.ts";

/** What `docker search` sends to the old registry API. */
export interface SearchQuery {
  registryId: number;
  q: string;
  n: number;
  page: number; // from 1
}

export interface SearchResults {
  total: number;
  rows: SearchRow[];
}

interface SearchRow {
  name: string;
  description: string;
  stars: number;
}

/** The repositories that an actor may pull from and whose name contains a text, best match first. */
export async function searchRepositories(
  actor: Actor | null,
  { registryId, q, n, page }: SearchQuery,
): Promise<SearchResults> {
  const fullName = Prisma.sql`repositories.full_name`;
  const by = containing(q.toLowerCase());
  // Relies on the index repositories_search, or on repositories_catalogue if the text is empty.
  const matching = Prisma.sql`FROM repositories JOIN namespaces ON namespaces.id = repositories.namespace_id
    WHERE namespaces.registry_id = ${registryId} AND ${by.matches(fullName)} AND ${pullableBy(actor)}`;
  const [counted, rows] = await Promise.all([
    db.$queryRaw<{ total: number }[]>`SELECT count(*)::int AS total ${matching}`,
    db.$queryRaw<SearchRow[]>`
      SELECT repositories.full_name AS name, left(repositories.description, ${maxDescription}) AS description,
        (SELECT count(*)::int FROM stars WHERE stars.repository_id = repositories.id) AS stars
      ${matching}
      ORDER BY ${by.rank(fullName)}, repositories.id LIMIT ${n} OFFSET ${(page - 1) * n}`,
  ]);
  return { total: counted[0]?.total ?? 0, rows };
}

const maxDescription = 500; // characters; docker shows 45 of them by default
