import { type Namespace, Prisma, type Tx } from "../../../platform/db/client.ts";
import { splitName } from "../../../registry/names.ts";

export interface Pull {
  namespace: Pick<Namespace, "id" | "registryId">;
  repository: string; // its full name
  digest: string;
  tag?: string | undefined; // if the client named one
  at: string; // UTC, to the microsecond
  /** True for GET. Clients send HEAD before GET: that marks an image as used but is no pull. */
  counted: boolean;
}

/**
 * Records pulls of many repositories in as few statements as one pull, so popular rows do not become hot. Returns those
 * of repositories that are in the catalogue: no others were recorded.
 */
export async function recordPulls<T extends Pull>(tx: Tx, pulls: readonly T[]): Promise<Set<T>> {
  if (pulls.length === 0) return new Set();
  const ids = await repositoriesOf(tx, pulls);
  const known = pulls.filter((pull) => ids.has(keyOf(pull)));
  const rows = known.map((pull) => {
    const { digest, at, counted } = pull;
    return { id: ids.get(keyOf(pull)), digest, at, day: at.slice(0, 10), counted: counted ? 1 : 0 };
  });
  const counted = JSON.stringify(rows.filter((row) => row.counted));
  await countByDay(tx, counted);
  await countByRepository(tx, counted);
  await countByManifest(tx, JSON.stringify(rows));
  return new Set(known);
}

const keyOf = ({ namespace, repository }: Pull) => `${namespace.id}:${repository}`;

async function repositoriesOf(tx: Tx, pulls: readonly Pull[]): Promise<Map<string, number>> {
  const asked = [...new Map(pulls.map((pull) => [keyOf(pull), pull])).values()];
  const found = await tx.$queryRaw<{ key: string; id: number }[]>`
    SELECT namespace_id || ':' || full_name AS key, id
    FROM unnest(${asked.map(({ namespace }) => namespace.id)}::int[],
      ${asked.map(({ repository }) => splitName(repository).name)}::text[]) AS asked (namespace_id, name)
    JOIN repositories USING (namespace_id, name)`;
  return new Map(found.map(({ key, id }) => [key, id]));
}

async function countByDay(tx: Tx, pulls: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO pull_counts AS known (repository_id, digest, day, count)
    SELECT id, digest, day, count(*)::int
    FROM jsonb_to_recordset(${pulls}::jsonb) AS pull (id int, digest text, day date)
    GROUP BY id, digest, day ORDER BY id, digest, day
    ON CONFLICT (repository_id, digest, day) DO UPDATE SET count = known.count + EXCLUDED.count`;
}

/** By day, and for the last day by hour. */
async function countByRepository(tx: Tx, pulls: string): Promise<void> {
  await tx.$executeRaw`
    WITH whole AS (
      SELECT id, day, date_trunc('hour', at, 'UTC') AS hour
      FROM jsonb_to_recordset(${pulls}::jsonb) AS pull (id int, digest text, day date, at timestamptz)
      WHERE ${isNotPart}
    ), by_hour AS (
      INSERT INTO hourly_counts AS known (repository_id, hour, pulls)
      SELECT id, hour, count(*)::int FROM whole WHERE hour > now() - interval '24 hours'
      GROUP BY id, hour ORDER BY id, hour
      ON CONFLICT (repository_id, hour) DO UPDATE SET pulls = known.pulls + EXCLUDED.pulls
    )
    INSERT INTO daily_pulls AS known (repository_id, day, count)
    SELECT id, day, count(*)::int FROM whole GROUP BY id, day ORDER BY id, day
    ON CONFLICT (repository_id, day) DO UPDATE SET count = known.count + EXCLUDED.count`;
}

/** SQL: no index of the repository lists the digest of the row `pull`. */
const isNotPart = Prisma.sql`NOT EXISTS (
  SELECT FROM manifest_children c JOIN manifests i ON i.id = c.manifest_id
  WHERE i.repository_id = pull.id AND c.digest = pull.digest)`;

/**
 * A multi-platform image is pulled as its index and one of its children: each manifest counts its own pulls,
 * the repository counts only the index's.
 */
async function countByManifest(tx: Tx, pulls: string): Promise<void> {
  await tx.$executeRaw`
    WITH pulled AS (
      SELECT id, digest, max(at) AS at, sum(counted)::int AS count
      FROM jsonb_to_recordset(${pulls}::jsonb) AS pull (id int, digest text, at timestamptz, counted int)
      GROUP BY id, digest
    ), on_manifests AS (
      UPDATE manifests m SET pulls_count = m.pulls_count + p.count, pulled_at = GREATEST(m.pulled_at, p.at)
      FROM pulled p WHERE m.repository_id = p.id AND m.digest = p.digest
    ), whole AS (
      SELECT id, max(at) AS at, coalesce(sum(count) FILTER (WHERE ${isNotPart}), 0)::int AS count
      FROM pulled AS pull GROUP BY id
    )
    UPDATE repositories r SET pulls_count = r.pulls_count + whole.count, pulled_at = GREATEST(r.pulled_at, whole.at)
    FROM whole WHERE r.id = whole.id`;
}
