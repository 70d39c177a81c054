import { db, Prisma } from "../../../platform/db/client.ts";

export const together = 4; // manifests that are read at a time
const lease = "2 minutes"; // after which another replica takes over what one left unread

/** Not those that failed before, unless they are due: they wait longer each time. */
export async function claimOf(repositoryId: number): Promise<Due[]> {
  return db.$queryRaw`
    UPDATE manifests m SET read_attempts = read_attempts + 1, read_after = now() + ${lease}::interval
    FROM (
      SELECT id FROM manifests
      WHERE repository_id = ${repositoryId} AND read_after IS NOT NULL AND read_at IS NULL
        AND (read_after <= now() OR read_error IS NULL)
      ORDER BY pushed_at DESC, id DESC LIMIT ${together}
    ) due
    WHERE m.id = due.id
    RETURNING ${claimed}`;
}

const claimed = Prisma.sql`m.id, m.payload, m.config, repository_id AS "repositoryId", digest,
  media_type AS "mediaType", read_attempts AS attempts`;

export interface Due {
  id: number;
  repositoryId: number;
  digest: string;
  mediaType: string;
  attempts: number;
  payload: Uint8Array | null; // there already if a sync found it, or if it was read before
  config: unknown; // there already if it was read before
}

/** Those that were never read come first: an upgrade may have the whole catalogue read again. */
export async function claim(): Promise<Due[]> {
  const unread = await claimWhere(Prisma.sql`read_at IS NULL`);
  return unread.length > 0 ? unread : claimWhere(Prisma.sql`read_at IS NOT NULL`);
}

async function claimWhere(which: Prisma.Sql): Promise<Due[]> {
  return db.$queryRaw`
    UPDATE manifests m SET read_attempts = read_attempts + 1, read_after = now() + ${lease}::interval
    FROM (
      SELECT id FROM manifests WHERE read_after <= now() AND ${which}
      ORDER BY read_after LIMIT ${together} FOR UPDATE SKIP LOCKED
    ) due
    WHERE m.id = due.id
    RETURNING ${claimed}`;
}
