import { db, type MoveCause, type Tx } from "../../../platform/db/client.ts";
import { isReferrerTag } from "../../../registry/client/referrers.ts";

export interface Move {
  repositoryId: number;
  tag: string;
  digest: string | null;
  agent: { id: number | null; username: string };
  at: string; // UTC, to the microsecond
  cause?: MoveCause | null;
}

/** Records moves of tags. Recording the same event again changes nothing. */
export async function recordMoves(tx: Tx, moves: readonly Move[]): Promise<void> {
  const rows = moves.map(({ repositoryId, tag, digest, agent, at, cause = null }) => ({
    id: repositoryId,
    tag,
    digest,
    at,
    by_id: agent.id,
    by_name: agent.username,
    cause,
    hidden: isReferrerTag(tag, digest),
  }));
  if (rows.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO tag_moves (repository_id, tag, digest, at, by_id, by_name, cause)
    SELECT id, tag, digest, date_trunc('milliseconds', at), by_id, by_name, cause::"MoveCause"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS move (id int, tag text, digest text, at timestamptz, by_id int, by_name text, cause text, hidden boolean)
    WHERE NOT hidden OR EXISTS (
      SELECT FROM tag_moves known WHERE known.repository_id = move.id AND known.tag = move.tag)
    ON CONFLICT (repository_id, tag, at) DO UPDATE SET digest = EXCLUDED.digest`;
}

export interface ExpectedMove {
  repositoryId: number;
  tag: string;
  digest: string;
  byName: string;
  cause: MoveCause;
}

const maxEventDelayMs = 86_400_000; // a later event is no longer expected

/** Announces a move that Portus is about to make for a user, so that its event gets the cause. Returns a function that cancels it. */
export async function expectMove({ cause, ...move }: ExpectedMove): Promise<() => Promise<void>> {
  const longAgo = new Date(Date.now() - maxEventDelayMs);
  await db.expectedMove.deleteMany({ where: { createdAt: { lt: longAgo } } });
  const where = { repositoryId_tag_digest_byName: move };
  await db.expectedMove.upsert({ where, create: { ...move, cause }, update: { cause } });
  return async () => void (await db.expectedMove.deleteMany({ where: move }));
}
