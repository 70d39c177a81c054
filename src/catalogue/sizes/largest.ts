import type { Actor } from "../../identity/actor/actor.ts";
import { db, Prisma } from "../../platform/db/client.ts";
import { isOrdinary } from "../../registry/client/referrers.ts";
import { repositoriesVisibleTo } from "../../tenancy/policy/visible.ts";
import { isBlob, maxBytes } from "./index-total.ts";

const pageSize = 100;

/** A page of a list by what deleting each frees. It begins after `from` larger ones. */
export interface Largest<T> {
  rows: T[];
  largerFrom: number | null; // where the page before begins
  smallerFrom: number | null;
}

export interface LargeRepository {
  fullName: string;
  stored: bigint;
  exclusive: bigint;
  unknown: number; // blobs and manifests that could add to both
}

/** The repositories of a namespace that the actor may see and whose deletion would free most. */
export async function largestRepositories(
  namespaceId: number,
  actor: Actor,
  from = 0,
): Promise<Largest<LargeRepository>> {
  const where = { repository: { namespaceId, AND: repositoriesVisibleTo(actor) } };
  const numbers = { stored: true, exclusive: true, unread: true, unknown: true } as const;
  const [found, count] = await Promise.all([
    db.repositorySize.findMany({
      where,
      select: { ...numbers, repository: { select: { fullName: true } } },
      orderBy: [{ exclusive: "desc" }, { stored: "desc" }, { repository: { fullName: "asc" } }],
      skip: from,
      take: pageSize,
    }),
    db.repositorySize.count({ where }),
  ]);
  if (found.length === 0 && from > 0) return largestRepositories(namespaceId, actor);
  const rows = found.map(({ repository: { fullName }, stored, exclusive, unread, unknown }) => ({
    fullName,
    stored,
    exclusive,
    unknown: unread + unknown,
  }));
  return pageOf(rows, from, count);
}

export interface LargeImage {
  digest: string;
  tags: string[];
  stored: bigint;
  exclusive: bigint;
  unknown: number; // blobs that could add to both
}

/**
 * The images of a repository whose deletion would free most: blobs that no other tagged image, no untagged manifest except
 * its own parts, and no other repository of the registry uses.
 */
export async function largestImages(id: number, from = 0): Promise<Largest<LargeImage>> {
  const found = await db.$queryRaw<(LargeImage & { count: number })[]>(Prisma.sql`
    WITH RECURSIVE listed AS MATERIALIZED (
        SELECT parent.id, entry.digest, entry.media_type FROM manifests AS parent
          ${each(Prisma.sql`SELECT digest, media_type FROM manifest_children WHERE manifest_id = parent.id`)} AS entry
        WHERE parent.repository_id = ${id}),
      links AS MATERIALIZED (
        SELECT listed.id AS parent, child.id FROM listed
          JOIN manifests AS child ON child.repository_id = ${id} AND child.digest = listed.digest),
      parts (root, id) AS (
        SELECT DISTINCT manifest_id, manifest_id FROM tags
        WHERE repository_id = ${id} AND ${isOrdinary("tags")}
        UNION
        SELECT parts.root, links.id FROM parts JOIN links ON links.parent = parts.id),
      contents AS MATERIALIZED (
        SELECT coalesce(parts.root, -manifests.id) AS root, manifests.id, digest, config_digest
        FROM manifests LEFT JOIN parts ON parts.id = manifests.id WHERE repository_id = ${id}),
      named AS (
        SELECT root, unnest(ARRAY[digest, config_digest]) AS digest FROM contents
        UNION ALL
        SELECT root, layers.digest FROM contents
          ${each(Prisma.sql`SELECT digest FROM manifest_layers WHERE manifest_id = contents.id`)} AS layers
        UNION ALL
        SELECT root, listed.digest FROM contents JOIN listed USING (id) WHERE ${isBlob}),
      stored AS MATERIALIZED (
        SELECT row_number() OVER () AS n, digest, size FROM repository_blobs WHERE repository_id = ${id}),
      used AS MATERIALIZED (
        SELECT root, n FROM named JOIN stored USING (digest) GROUP BY root, n),
      blobs AS MATERIALIZED (
        SELECT n, size, only_once AND ${isOnlyIn(id)} AS exclusive
        FROM (SELECT n, min(root) = max(root) AS only_once FROM used GROUP BY n) AS users JOIN stored USING (n))
    SELECT manifests.digest, count, image.stored, image.exclusive, image.unknown,
      (SELECT array_agg(name ORDER BY pushed_at DESC) FROM tags
        WHERE manifest_id = image.root AND ${isOrdinary("tags")}) AS tags
    FROM (
      SELECT root, (count(*) OVER ())::int AS count,
        least(coalesce(sum(size), 0), ${maxBytes})::bigint AS stored,
        least(coalesce(sum(size) FILTER (WHERE exclusive), 0), ${maxBytes})::bigint AS exclusive,
        (count(*) FILTER (WHERE size IS NULL))::int AS unknown
      FROM used JOIN blobs USING (n) WHERE root > 0 GROUP BY root
      ORDER BY exclusive DESC, stored DESC, root DESC LIMIT ${pageSize} OFFSET ${from}) AS image
    JOIN manifests ON manifests.id = image.root
    ORDER BY exclusive DESC, stored DESC, root DESC`);
  if (found.length === 0 && from > 0) return largestImages(id);
  const [{ count } = { count: 0 }] = found;
  const rows = found.map(({ count: _, ...row }) => row);
  return pageOf(rows, from, count);
}

function pageOf<T>(rows: T[], from: number, count: number): Largest<T> {
  const end = from + rows.length;
  return {
    rows,
    largerFrom: from > 0 ? Math.max(0, from - pageSize) : null,
    smallerFrom: end < count ? end : null,
  };
}

/** A subquery for each row. Without OFFSET, Postgres would read the whole table for repositories with many images. */
const each = (query: Prisma.Sql) => Prisma.sql`CROSS JOIN LATERAL (${query} OFFSET 0)`;

/** Whether no other repository of the registry has the blob of a row `stored`. */
const isOnlyIn = (id: number) => Prisma.sql`NOT EXISTS (
  SELECT 1 FROM repository_blobs AS other
  WHERE other.digest = stored.digest AND other.repository_id <> ${id} AND (
    SELECT namespaces.registry_id = (SELECT registry_id FROM namespaces
      JOIN repositories ON repositories.namespace_id = namespaces.id WHERE repositories.id = ${id})
    FROM repositories JOIN namespaces ON namespaces.id = repositories.namespace_id
    WHERE repositories.id = other.repository_id))`;
