import { portus } from "../accounts/operator.ts";
import { record } from "../audit.ts";
import type { MoveCause, Namespace, Tx } from "../db/client.ts";
import { splitName } from "../namespaces/names.ts";
import { isImmutable } from "../repositories/immutable.ts";
import type { Agent } from "../repositories/keep.ts";

/** A push of a tag that the catalogue knows by now. */
export interface Moved {
  namespace: Pick<Namespace, "id" | "teamId" | "registryId">;
  repository: string; // its full name
  tag: string;
  digest: string;
  agent: Agent;
  at: string; // UTC, to the microsecond
}

/**
 * Says in the tag's timeline what a push was: one that Portus made itself, or one over an immutable tag, which is then to
 * be put back. Nobody is exempt; the first push of a tag is free, and so is one of what it points to.
 */
export async function judgeMove(tx: Tx, moved: Moved): Promise<void> {
  const place = await find(tx, moved);
  if (!place) return;
  if (place.foretold) return keepForetold(tx, moved, { ...place, cause: place.foretold });
  if (!isImmutable(place, moved.tag)) return;

  const before = await lastMove(tx, moved, place);
  if (moved.agent.username === portus.username && before?.cause === "overwrite")
    return keepPutBack(tx, moved, { ...place, from: before.digest });
  const right = await lastMove(tx, moved, { ...place, rightful: true });
  if (right?.digest && right.digest !== moved.digest)
    await keepOverwrite(tx, moved, { ...place, from: right.digest });
}

interface Place {
  id: number;
  namespace: string[];
  repository: string[];
  foretold: MoveCause | null;
}

async function find(tx: Tx, moved: Moved): Promise<Place | undefined> {
  const { namespace, repository, tag, digest, agent } = moved;
  const [place] = await tx.$queryRaw<Place[]>`
    SELECT r.id, coalesce(r.immutable_tags, '{}') AS repository,
      coalesce(n.immutable_tags, '{}') AS namespace, f.cause AS foretold
    FROM repositories r JOIN namespaces n ON n.id = r.namespace_id
    LEFT JOIN foretold_moves f ON f.repository_id = r.id AND f.tag = ${tag}
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

async function keepForetold(tx: Tx, moved: Moved, { id, cause }: { id: number; cause: MoveCause }) {
  const { tag, digest, agent } = moved;
  const where = { repositoryId: id, tag, digest, byName: agent.username };
  await tx.foretoldMove.deleteMany({ where });
  await keepCause(tx, moved, { id, cause });
}

async function keepPutBack(tx: Tx, moved: Moved, place: { id: number; from: string | null }) {
  await keepCause(tx, moved, { id: place.id, cause: "put_back" });
  await note(tx, moved, { key: "tag.put_back", ...place });
}

async function keepOverwrite(tx: Tx, moved: Moved, place: { id: number; from: string }) {
  await keepCause(tx, moved, { id: place.id, cause: "overwrite" });
  await tx.$executeRaw`
    INSERT INTO put_backs (repository_id, tag) VALUES (${place.id}, ${moved.tag})
    ON CONFLICT (repository_id, tag) DO UPDATE SET try_after = now(), attempts = put_backs.attempts + 1`;
  await note(tx, moved, { key: "tag.overwrite", ...place });
}

async function keepCause(
  tx: Tx,
  { tag, at }: Moved,
  { id, cause }: { id: number; cause: MoveCause },
) {
  await tx.$executeRaw`
    UPDATE tag_moves SET cause = ${cause}::"MoveCause" WHERE repository_id = ${id} AND tag = ${tag}
      AND at = date_trunc('milliseconds', ${at}::timestamptz)`;
}

async function note(
  tx: Tx,
  { namespace, repository, tag, digest, agent, at }: Moved,
  { key, id, from }: { key: string; id: number; from: string | null },
): Promise<void> {
  await record(tx, agent, {
    ...{ key, subject: repository, repositoryId: id, details: { tag, digest, from } },
    ...{ registryId: namespace.registryId, teamId: namespace.teamId, namespaceId: namespace.id },
    at: new Date(at),
  });
}
