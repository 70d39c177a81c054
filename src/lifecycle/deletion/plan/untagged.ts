import { db, Prisma } from "../../../platform/db/client.ts";

/** A manifest without a tag that no index lists and that is attached to nothing in the repository. */
export interface UntaggedManifest {
  id: number;
  digest: string;
  mediaType: string;
  artifactType: string | null;
  /** The bytes of its blobs and of everything it lists; null if unknown. */
  totalSize: bigint | null;
  pushedAt: Date;
  pushedBy: string;
  pulledAt: Date | null;
  /** When it was last pushed, pulled, tagged or restored: its age counts from then. */
  usedAt: Date;
}

const settleTimeMs = 3_600_000; // an index that lists a new manifest is pushed after it
const maxPerPlan = 1_000;

/** The untagged manifests of a repository, the longest unused first. */
export async function untaggedIn(
  repositoryId: number,
  { take, before = new Date() }: { take: number; before?: Date },
): Promise<{ rows: UntaggedManifest[]; total: number }> {
  const found = await db.$queryRaw<(UntaggedManifest & { total: number })[]>`
    SELECT *, (count(*) OVER ())::int AS total FROM (${untaggedOf([repositoryId])}) AS found
    WHERE "usedAt" <= ${before} ORDER BY "usedAt", id LIMIT ${take}`;
  return {
    rows: found.map(({ total: _, ...row }) => row),
    total: found[0]?.total ?? 0,
  };
}

/**
 * Digests of untagged manifests that have been unused since a time, like everything they list; longest unused first, at
 * most as many as one plan deletes. Manifests pushed in the last hour are left out: an index that lists them may follow.
 */
export async function oldUntagged(repositoryId: number, since: Date): Promise<string[]> {
  const rows = await db.$queryRaw<{ digest: string }[]>`
    SELECT digest FROM ${oldOf([repositoryId], since)}
    ORDER BY "usedAt", id LIMIT ${maxPerPlan}`;
  return rows.map(({ digest }) => digest);
}

/** The number of such manifests per repository. Repositories without them are left out. */
export async function countOldUntagged(
  repositoryIds: readonly number[],
  since: Date,
): Promise<Map<number, number>> {
  const rows = await db.$queryRaw<{ id: number; count: number }[]>`
    SELECT "repositoryId" AS id, count(*)::int AS count FROM ${oldOf(repositoryIds, since)}
    GROUP BY "repositoryId"`;
  return new Map(rows.map(({ id, count }) => [id, count]));
}

function oldOf(repositoryIds: readonly number[], since: Date): Prisma.Sql {
  const before = new Date(Math.min(since.getTime(), Date.now() - settleTimeMs));
  return Prisma.sql`(SELECT * FROM (${untaggedOf(repositoryIds)}) AS found
    WHERE "usedAt" <= ${before} AND NOT EXISTS (
      SELECT FROM manifest_children AS listed JOIN manifests AS part
        ON part.repository_id = found."repositoryId" AND part.digest = listed.digest
      WHERE listed.manifest_id = found.id AND greatest(part.pushed_at, part.pulled_at, part.restored_at) > ${before})) AS old`;
}

/**
 * A manifest counts as used until its last tag moved away. Parts and attachments of other manifests are not untagged.
 * Tagged manifests are left out first, by their ids alone: they are most of them.
 */
function untaggedOf(repositoryIds: readonly number[]): Prisma.Sql {
  const ids = Prisma.sql`ANY (${[...repositoryIds]}::int[])`;
  return Prisma.sql`
    WITH untagged AS MATERIALIZED (
      SELECT id FROM manifests WHERE repository_id = ${ids}
      EXCEPT SELECT manifest_id FROM tags WHERE repository_id = ${ids}),
    found AS MATERIALIZED (
      SELECT m.* FROM untagged JOIN manifests AS m USING (id)
      WHERE NOT EXISTS (SELECT FROM manifest_children AS listed
          JOIN manifests AS holder ON holder.id = listed.manifest_id
          WHERE listed.digest = m.digest AND holder.repository_id = m.repository_id)
        AND NOT EXISTS (SELECT FROM manifests AS subject
          WHERE subject.repository_id = m.repository_id AND subject.digest = m.subject))
    SELECT m.id, m.repository_id AS "repositoryId", m.digest, m.media_type AS "mediaType", m.artifact_type AS "artifactType",
      m.total_size AS "totalSize", m.pushed_at AS "pushedAt", m.pushed_by AS "pushedBy",
      m.pulled_at AS "pulledAt", greatest(m.pushed_at, m.pulled_at, m.restored_at, tagged.until) AS "usedAt"
    FROM found AS m CROSS JOIN LATERAL (
      SELECT max((SELECT min(moved.at) FROM tag_moves AS moved
        WHERE moved.repository_id = held.repository_id AND moved.tag = held.tag AND moved.at > held.at)) AS until
      FROM tag_moves AS held WHERE held.repository_id = m.repository_id AND held.digest = m.digest) AS tagged`;
}
