import type { Actor } from "../../identity/actor/actor.ts";
import { db, Prisma } from "../../platform/db/client.ts";
import { isOrdinary } from "../../registry/client/referrers.ts";
import { repositoriesVisibleTo } from "../../tenancy/policy/visible.ts";
import { isBlob } from "./index-total.ts";

export const maxRows = 100; // of a page; deleting any other frees no more than the last of them

export interface Largest<T> {
  rows: T[];
  more: number;
}

export interface Size {
  stored: bigint;
  exclusive: bigint; // what deleting it frees
  unread: number; // manifests that were not read yet and are not counted
  unknown: number; // blobs of unknown size
  declared: bigint; // bytes declared for these
  countedAt: Date;
}

/** Whether the numbers are exact, not lower bounds. */
export const isExact = ({ unread, unknown }: Pick<Size, "unread" | "unknown">): boolean =>
  unread + unknown === 0;

export interface LargeRepository {
  fullName: string;
  stored: bigint;
  exclusive: bigint;
  unknown: number; // blobs and manifests that could add to both
}

export async function sizeOfNamespace(namespaceId: number) {
  return db.namespaceSize.findUnique({ where: { namespaceId } });
}

/** The repositories of a namespace that the actor may see and whose deletion would free most. */
export async function largestRepositories(
  namespaceId: number,
  actor: Actor,
): Promise<Largest<LargeRepository>> {
  const where = { repository: { namespaceId, AND: repositoriesVisibleTo(actor) } };
  const numbers = { stored: true, exclusive: true, unread: true, unknown: true } as const;
  const [found, count] = await Promise.all([
    db.repositorySize.findMany({
      where,
      select: { ...numbers, repository: { select: { fullName: true } } },
      orderBy: [{ exclusive: "desc" }, { stored: "desc" }, { repository: { fullName: "asc" } }],
      take: maxRows,
    }),
    db.repositorySize.count({ where }),
  ]);
  const rows = found.map(({ repository: { fullName }, stored, exclusive, unread, unknown }) => ({
    fullName,
    stored,
    exclusive,
    unknown: unread + unknown,
  }));
  return { rows, more: count - rows.length };
}

export async function sizeOfRepository(id: number): Promise<Size | null> {
  return db.repositorySize.findUnique({ where: { repositoryId: id } });
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
export async function largestImages(id: number): Promise<Largest<LargeImage>> {
  const found = await db.$queryRaw<(LargeImage & { count: number })[]>(Prisma.sql`
    WITH RECURSIVE roots AS (
        SELECT manifests.id, manifests.digest, array_agg(tags.name ORDER BY tags.pushed_at DESC) AS tags
        FROM manifests JOIN tags ON tags.manifest_id = manifests.id
        WHERE manifests.repository_id = ${id} AND ${isOrdinary("tags")}
        GROUP BY manifests.id),
      parts (root, id) AS (
        SELECT id, id FROM roots
        UNION
        SELECT parts.root, child.id FROM parts
          JOIN manifest_children AS listed ON listed.manifest_id = parts.id
          JOIN manifests AS child ON child.repository_id = ${id} AND child.digest = listed.digest),
      contents AS (SELECT parts.root, manifests.id FROM parts JOIN manifests ON manifests.id = parts.id
        UNION ALL
        SELECT -manifests.id, manifests.id FROM manifests
        WHERE repository_id = ${id} AND NOT EXISTS (SELECT FROM parts WHERE parts.id = manifests.id)),
      used AS (
        SELECT DISTINCT contents.root, layers.digest FROM contents
          JOIN manifest_layers AS layers ON layers.manifest_id = contents.id
        UNION
        SELECT contents.root, unnest(ARRAY[manifests.digest, manifests.config_digest]) FROM contents
          JOIN manifests ON manifests.id = contents.id
        UNION
        SELECT contents.root, listed.digest FROM contents
          JOIN manifest_children AS listed ON listed.manifest_id = contents.id WHERE ${isBlob}),
      blobs AS (
        SELECT used.digest, min(root) AS root, count(*) AS users FROM used
        WHERE used.digest IS NOT NULL GROUP BY used.digest),
      shared AS (
        SELECT DISTINCT other.digest FROM repository_blobs AS other
          JOIN repositories ON repositories.id = other.repository_id
          JOIN namespaces ON namespaces.id = repositories.namespace_id
        WHERE other.digest IN (SELECT digest FROM blobs) AND other.repository_id <> ${id}
          AND namespaces.registry_id = (SELECT registry_id FROM namespaces
            JOIN repositories ON repositories.namespace_id = namespaces.id WHERE repositories.id = ${id}))
    SELECT roots.digest, roots.tags, (count(*) OVER ())::int AS count,
      least(coalesce(sum(stored.size), 0), 9223372036854775807)::bigint AS stored,
      least(coalesce(sum(stored.size) FILTER (WHERE blobs.users = 1
        AND shared.digest IS NULL), 0), 9223372036854775807)::bigint AS exclusive,
      (count(*) FILTER (WHERE stored.size IS NULL))::int AS unknown
    FROM roots JOIN used ON used.root = roots.id
      JOIN blobs ON blobs.digest = used.digest
      JOIN repository_blobs AS stored ON stored.repository_id = ${id} AND stored.digest = used.digest
      LEFT JOIN shared ON shared.digest = used.digest
    GROUP BY roots.id, roots.digest, roots.tags
    ORDER BY exclusive DESC, stored DESC, roots.digest LIMIT ${maxRows}`);
  const [{ count } = { count: 0 }] = found;
  return { rows: found.map(({ count: _, ...row }) => row), more: count - found.length };
}
