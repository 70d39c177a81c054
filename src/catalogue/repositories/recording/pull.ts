import { type Namespace, Prisma, type Tx } from "../../../platform/db/client.ts";
import { splitName } from "../../../registry/names.ts";

export interface Pull {
  digest: string;
  tag?: string | undefined; // if the client named one
  at: string; // UTC, to the microsecond
  /** True for GET. Clients send HEAD before GET: that marks an image as used but is no pull. */
  counted: boolean;
}

export interface PullSource {
  namespace: Pick<Namespace, "id" | "registryId">;
  repository: string; // its full name
}

/** Records many pulls of one repository in as few statements as one pull, so popular rows do not become hot. */
export async function recordPulls(
  tx: Tx,
  { namespace, repository }: PullSource,
  pulls: readonly Pull[],
): Promise<boolean> {
  const { name } = splitName(repository);
  const known = await tx.repository.findUnique({
    where: { namespaceId_name: { namespaceId: namespace.id, name } },
    select: { id: true },
  });
  if (!known) return false;

  const counted = pulls.filter((pull) => pull.counted);
  await countByDay(tx, known.id, counted);
  await countRepositoryByDay(tx, known.id, counted);
  await countByManifest(tx, known.id, pulls);
  return true;
}

async function countByDay(tx: Tx, repositoryId: number, pulls: readonly Pull[]): Promise<void> {
  const digests = pulls.map(({ digest }) => digest);
  const days = pulls.map(dayOf);
  await tx.$executeRaw`
    INSERT INTO pull_counts AS known (repository_id, digest, day, count)
    SELECT ${repositoryId}::int, digest, day, count(*)::int
    FROM unnest(${digests}::text[], ${days}::date[]) AS pull (digest, day)
    GROUP BY digest, day ORDER BY digest, day
    ON CONFLICT (repository_id, digest, day) DO UPDATE SET count = known.count + EXCLUDED.count`;
}

async function countRepositoryByDay(
  tx: Tx,
  repositoryId: number,
  pulls: readonly Pull[],
): Promise<void> {
  const digests = pulls.map(({ digest }) => digest);
  const days = pulls.map(dayOf);
  await tx.$executeRaw`
    INSERT INTO daily_pulls AS known (repository_id, day, count)
    SELECT ${repositoryId}::int, day, count(*)::int
    FROM unnest(${digests}::text[], ${days}::date[]) AS pull (digest, day)
    WHERE ${isNotPart(repositoryId)}
    GROUP BY day ORDER BY day
    ON CONFLICT (repository_id, day) DO UPDATE SET count = known.count + EXCLUDED.count`;
}

const dayOf = ({ at }: Pull) => at.slice(0, 10);

/** SQL: no index of the repository lists the digest of the row `pull`. */
function isNotPart(repositoryId: number): Prisma.Sql {
  return Prisma.sql`NOT EXISTS (
    SELECT FROM manifest_children c JOIN manifests i ON i.id = c.manifest_id
    WHERE i.repository_id = ${repositoryId} AND c.digest = pull.digest)`;
}

/**
 * A multi-platform image is pulled as its index and one of its children: each manifest counts its own pulls,
 * the repository counts only the index's.
 */
async function countByManifest(
  tx: Tx,
  repositoryId: number,
  pulls: readonly Pull[],
): Promise<void> {
  const digests = pulls.map(({ digest }) => digest);
  const times = pulls.map(({ at }) => at);
  const counted = pulls.map((pull) => (pull.counted ? 1 : 0));
  await tx.$executeRaw`
    WITH pulled AS (
      SELECT digest, max(at) AS at, sum(counted)::int AS count
      FROM unnest(${digests}::text[], ${times}::timestamptz[], ${counted}::int[]) AS pull (digest, at, counted)
      GROUP BY digest
    ), on_manifests AS (
      UPDATE manifests m SET pulls_count = m.pulls_count + p.count, pulled_at = GREATEST(m.pulled_at, p.at)
      FROM pulled p WHERE m.repository_id = ${repositoryId} AND m.digest = p.digest
    ), whole AS (
      SELECT max(at) AS at, coalesce(sum(count) FILTER (WHERE ${isNotPart(repositoryId)}), 0)::int AS count
      FROM pulled AS pull
    )
    UPDATE repositories r SET pulls_count = r.pulls_count + whole.count, pulled_at = GREATEST(r.pulled_at, whole.at)
    FROM whole WHERE r.id = ${repositoryId}`;
}
