import { isImmutable } from "../../catalogue/repositories/tags/immutable-patterns.ts";
import { portus } from "../../identity/actor/system-actors.ts";
import type { MoveCause, Tx } from "../../platform/db/client.ts";
import { splitName } from "../../registry/names.ts";
import { keepCause, keepOverwrite, keepPutBack, type Moved } from "./record.ts";

/**
 * Says in the tag's timeline what a push was: one that Portus made itself, or one over an immutable tag, which is then to
 * be put back. Nobody is exempt; the first push of a tag is free, and so is one of what it points to.
 */
export async function judgeMove(tx: Tx, moved: Moved): Promise<void> {
  const place = await find(tx, moved);
  if (!place) return;
  if (place.expected) return keepExpected(tx, moved, { ...place, cause: place.expected });
  if (!isImmutable(place, moved.tag)) return;

  const before = await lastMove(tx, moved, place);
  if (moved.agent.username === portus.username && before?.cause === "overwrite")
    return keepPutBack(tx, moved, { ...place, from: before.digest });
  const right = await lastMove(tx, moved, { ...place, rightful: true });
  if (right?.digest && right.digest !== moved.digest)
    return keepOverwrite(tx, moved, { ...place, from: right.digest });
  await judgeLater(tx, moved, place);
}

interface Place {
  id: number;
  namespace: string[];
  repository: string[];
  expected: MoveCause | null;
  since: Date | null;
}

async function find(tx: Tx, moved: Moved): Promise<Place | undefined> {
  const { namespace, repository, tag, digest, agent } = moved;
  const [place] = await tx.$queryRaw<Place[]>`
    SELECT r.id, coalesce(r.immutable_tags, '{}') AS repository,
      coalesce(n.immutable_tags, '{}') AS namespace, f.cause AS expected,
      greatest(r.immutable_since, n.immutable_since) AS since
    FROM repositories r JOIN namespaces n ON n.id = r.namespace_id
    LEFT JOIN expected_moves f ON f.repository_id = r.id AND f.tag = ${tag}
      AND f.digest = ${digest} AND f.by_name = ${agent.username}
    WHERE r.namespace_id = ${namespace.id} AND r.name = ${splitName(repository).name}`;
  return place;
}

/** Where the tag pointed before: at all, or without what was pushed over it. */
async function lastMove(
  tx: Tx,
  { tag, at }: Moved,
  { id, rightful = false }: { id: number; rightful?: boolean },
): Promise<{ digest: string | null; cause: MoveCause | null } | undefined> {
  const [move] = await tx.$queryRaw<{ digest: string | null; cause: MoveCause | null }[]>`
    SELECT digest, cause FROM tag_moves
    WHERE repository_id = ${id} AND tag = ${tag} AND at < date_trunc('milliseconds', ${at}::timestamptz)
      AND (NOT ${rightful} OR cause IS DISTINCT FROM 'overwrite')
    ORDER BY at DESC LIMIT 1`;
  return move;
}

async function keepExpected(tx: Tx, moved: Moved, { id, cause }: { id: number; cause: MoveCause }) {
  const { tag, digest, agent } = moved;
  const where = { repositoryId: id, tag, digest, byName: agent.username };
  await tx.expectedMove.deleteMany({ where });
  await keepCause(tx, moved, { id, cause });
}

/** What came after a rightful push may have been heard of before it, and was judged without it. */
async function judgeLater(tx: Tx, moved: Moved, { id, since }: Place): Promise<void> {
  for (const { cause, digest, at, ...agent } of await laterMoves(tx, moved, { id, since })) {
    const later = { ...moved, digest, agent, at: at.toISOString() };
    const over = digest !== moved.digest;
    if (over && cause !== "overwrite") await keepOverwrite(tx, later, { id, from: moved.digest });
    if (!over && cause === "overwrite") await keepCause(tx, later, { id, cause: null });
  }
}

interface Later {
  id: number | null;
  username: string;
  digest: string;
  at: Date;
  cause: MoveCause | null;
}

/**
 * The moves after one that is kept, up to what nothing before it bears upon: a deletion, what somebody meant, and what was
 * pushed before the patterns were as they are.
 */
async function laterMoves(
  tx: Tx,
  { tag, at }: Moved,
  { id, since }: Pick<Place, "id" | "since">,
): Promise<Later[]> {
  return tx.$queryRaw<Later[]>`
    WITH later AS (
      SELECT later.*, later.digest IS NULL OR later.cause IN ('kept', 'rollback')
        OR later.at < coalesce(${since}::timestamptz, '-infinity') AS bounds
      FROM tag_moves AS own JOIN tag_moves AS later USING (repository_id, tag)
      WHERE repository_id = ${id} AND tag = ${tag}
        AND own.at = date_trunc('milliseconds', ${at}::timestamptz) AND later.at > own.at)
    SELECT by_id AS id, by_name AS username, digest, at, cause FROM later
    WHERE at < coalesce((SELECT min(at) FROM later WHERE bounds), 'infinity') ORDER BY at`;
}
