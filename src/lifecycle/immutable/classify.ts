import { isImmutable } from "../../catalogue/repositories/tags/immutable-patterns.ts";
import { portus } from "../../identity/actor/system-actors.ts";
import type { MoveCause, Tx } from "../../platform/db/client.ts";
import { splitName } from "../../registry/names.ts";
import { type MovedTag, recordOverwrite, recordRevert, setCause } from "./record.ts";

/**
 * Sets the cause of a push in the tag's timeline: an overwrite of an immutable tag, whose revert is then queued, or a push
 * by Portus itself. Nobody is exempt. The first push of a tag is allowed, and so is pushing the same image again.
 */
export async function classifyMove(tx: Tx, moved: MovedTag): Promise<void> {
  const place = await find(tx, moved);
  if (!place) return;
  if (place.expected) return recordExpected(tx, moved, { ...place, cause: place.expected });
  if (!isImmutable(place, moved.tag)) return;

  const before = await lastMove(tx, moved, place);
  if (moved.agent.username === portus.username && before?.cause === "overwrite")
    return recordRevert(tx, moved, { ...place, from: before.digest });
  const right = await lastMove(tx, moved, { ...place, rightful: true });
  if (right?.digest && right.digest !== moved.digest)
    return recordOverwrite(tx, moved, { ...place, from: right.digest });
  await classifyLater(tx, moved, place);
}

interface Place {
  id: number;
  namespace: string[];
  repository: string[];
  expected: MoveCause | null;
  since: Date | null;
}

async function find(tx: Tx, moved: MovedTag): Promise<Place | undefined> {
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

/** The move before this push; with `rightful`, the last one that was no overwrite. */
async function lastMove(
  tx: Tx,
  { tag, at }: MovedTag,
  { id, rightful = false }: { id: number; rightful?: boolean },
): Promise<{ digest: string | null; cause: MoveCause | null } | undefined> {
  const [move] = await tx.$queryRaw<{ digest: string | null; cause: MoveCause | null }[]>`
    SELECT digest, cause FROM tag_moves
    WHERE repository_id = ${id} AND tag = ${tag} AND at < date_trunc('milliseconds', ${at}::timestamptz)
      AND (NOT ${rightful} OR cause IS DISTINCT FROM 'overwrite')
    ORDER BY at DESC LIMIT 1`;
  return move;
}

async function recordExpected(
  tx: Tx,
  moved: MovedTag,
  { id, cause }: { id: number; cause: MoveCause },
) {
  const { tag, digest, agent } = moved;
  const where = { repositoryId: id, tag, digest, byName: agent.username };
  await tx.expectedMove.deleteMany({ where });
  await setCause(tx, moved, { id, cause });
}

/** Events may arrive out of order: moves after this push were classified without it. */
async function classifyLater(tx: Tx, moved: MovedTag, { id, since }: Place): Promise<void> {
  for (const { cause, digest, at, ...agent } of await laterMoves(tx, moved, { id, since })) {
    const later = { ...moved, digest, agent, at: at.toISOString() };
    const over = digest !== moved.digest;
    if (over && cause !== "overwrite") await recordOverwrite(tx, later, { id, from: moved.digest });
    if (!over && cause === "overwrite") await setCause(tx, later, { id, cause: null });
  }
}

interface LaterMove {
  id: number | null;
  username: string;
  digest: string;
  at: Date;
  cause: MoveCause | null;
}

/**
 * The later moves whose cause depends on this one: those up to the next deletion, rollback or accepted overwrite, and
 * after the patterns last changed.
 */
async function laterMoves(
  tx: Tx,
  { tag, at }: MovedTag,
  { id, since }: Pick<Place, "id" | "since">,
): Promise<LaterMove[]> {
  return tx.$queryRaw<LaterMove[]>`
    WITH later AS (
      SELECT later.*, later.digest IS NULL OR later.cause IN ('accepted', 'rollback')
        OR later.at < coalesce(${since}::timestamptz, '-infinity') AS bounds
      FROM tag_moves AS own JOIN tag_moves AS later USING (repository_id, tag)
      WHERE repository_id = ${id} AND tag = ${tag}
        AND own.at = date_trunc('milliseconds', ${at}::timestamptz) AND later.at > own.at)
    SELECT by_id AS id, by_name AS username, digest, at, cause FROM later
    WHERE at < coalesce((SELECT min(at) FROM later WHERE bounds), 'infinity') ORDER BY at`;
}
