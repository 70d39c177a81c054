import { db, Prisma } from "../../platform/db/client.ts";
import { paths } from "../../platform/paths/paths.ts";
import { plural } from "../../platform/plural.ts";

const maxRead = 1_000; // the newest decisions about a place

export interface Refusals {
  sentence: string; // "3 refused pushes today"
  href: string;
}

/** What was refused today in a repository or, without one, in a namespace. Callers check that the reader owns it. */
export async function refusalsToday(
  {
    registryId,
    namespace,
    repository,
  }: { registryId: number; namespace: string; repository?: string },
  reference: string,
): Promise<Refusals> {
  const here =
    repository === undefined
      ? Prisma.sql`namespace = ${namespace}`
      : Prisma.sql`repository = ${repository}`;
  const [row] = await db.$queryRaw<Record<"pushes" | "pulls" | "deletions", number>[]>`
    SELECT count(*) FILTER (WHERE 'push' = ANY (refused))::int AS pushes,
      count(*) FILTER (WHERE 'pull' = ANY (refused))::int AS pulls,
      count(*) FILTER (WHERE 'delete' = ANY (refused))::int AS deletions
    FROM (SELECT refused, at FROM decision_places WHERE registry_id = ${registryId} AND ${here}
      ORDER BY decision_id DESC LIMIT ${maxRead}) AS newest
    WHERE at >= date_trunc('day', now(), 'UTC')`;
  const { pushes = 0, pulls = 0, deletions = 0 } = row ?? {};
  const counts = [
    pushes > 0 && plural(pushes, "refused push", "refused pushes"),
    pulls > 0 && plural(pulls, "refused pull"),
    deletions > 0 && plural(deletions, "refused deletion"),
  ].filter(Boolean);
  const sentence = counts.length > 0 ? `${counts.join(", ")} today` : "No refusals today";
  return { sentence, href: paths.decisions({ repository: reference }) };
}
