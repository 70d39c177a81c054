import { Prisma, type Tx } from "../db/client.ts";
import { isReferrerTag } from "./referrers.ts";

export interface Move {
  repositoryId: number;
  tag: string;
  /** Null when the tag was deleted. */
  digest: string | null;
  agent: { id: number | null; username: string };
  at: string; // UTC, to the microsecond
}

/** Remembers where tags pointed from when on. The same event again changes nothing. */
export async function recordMoves(tx: Tx, moves: readonly Move[]): Promise<void> {
  const rows = moves
    .filter(({ tag }) => !isReferrerTag(tag))
    .map(
      ({ repositoryId, tag, digest, agent, at }) =>
        Prisma.sql`(${repositoryId}::int, ${tag}, ${digest}, date_trunc('milliseconds', ${at}::timestamptz), ${agent.id}::int, ${agent.username})`,
    );
  if (rows.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO tag_moves (repository_id, tag, digest, at, by_id, by_name)
    VALUES ${Prisma.join(rows)}
    ON CONFLICT (repository_id, tag, at) DO UPDATE SET digest = EXCLUDED.digest`;
}
