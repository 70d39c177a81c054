import type { Actor } from "../../../identity/actor/actor.ts";
import { db, type Prisma } from "../../../platform/db/client.ts";
import { isOrdinary } from "../../../registry/client/referrers.ts";
import { repositoriesWithinLimit } from "../../../tenancy/policy/visible.ts";

/** Whose tags: one of the ids. */
export interface TagPlace {
  repositoryId?: number | undefined;
  namespaceId?: number | undefined;
  registryId?: number | undefined;
}

/** Some names, and whether there are more. */
export interface Sample {
  names: string[];
  isWhole: boolean;
}

const maxRepositories = 20;
const maxTags = 5_000;

/** The newest tags of a place that the actor may see: in a namespace or registry, of the repositories pushed last. */
export async function sampleTags(actor: Actor | null, place: TagPlace): Promise<Sample> {
  if (Object.values(place).every((id) => id === undefined)) return { names: [], isWhole: true };
  const repositories = await newestRepositories(actor, place);
  const ids = repositories.slice(0, maxRepositories).map(({ id }) => id);
  const limit = Math.ceil(maxTags / Math.max(ids.length, 1));
  const rows = await db.$queryRaw<{ name: string; isLast: boolean }[]>`
    SELECT tag.name, tag.n > ${limit} AS "isLast" FROM unnest(${ids}::int[]) WITH ORDINALITY AS place (id, at)
      CROSS JOIN LATERAL (
        SELECT name, row_number() OVER (ORDER BY pushed_at DESC, tags.id DESC) AS n FROM tags
        WHERE repository_id = place.id AND ${isOrdinary("tags")}
        ORDER BY pushed_at DESC, tags.id DESC LIMIT ${limit + 1}) AS tag
    ORDER BY place.at, tag.n`;
  return {
    names: rows.filter(({ isLast }) => !isLast).map(({ name }) => name),
    isWhole: repositories.length <= maxRepositories && !rows.some(({ isLast }) => isLast),
  };
}

async function newestRepositories(
  actor: Actor | null,
  { repositoryId, namespaceId, registryId }: TagPlace,
) {
  const place: Prisma.RepositoryWhereInput = {
    tags: { some: {} },
    ...(repositoryId !== undefined && { id: repositoryId }),
    ...(namespaceId !== undefined && { namespaceId }),
    ...(registryId !== undefined && { namespace: { registryId } }),
  };
  return db.repository.findMany({
    where: { AND: [await repositoriesWithinLimit(actor), place] },
    orderBy: [{ pushedAt: "desc" }, { id: "desc" }],
    take: maxRepositories + 1,
    select: { id: true },
  });
}
