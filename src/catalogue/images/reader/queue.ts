import { db, Prisma } from "../../../platform/db/client.ts";
import { claimAssignments, claimDue, type Queue } from "../../../platform/jobs/lease.ts";

export const batchSize = 4; // manifests to read at a time

export const manifestQueue: Queue = {
  table: "manifests",
  key: ["id"],
  due: "read_after",
  attempts: "read_attempts",
  countedAt: "claim",
  fence: "read_attempts",
  error: "read_error",
  leaseSeconds: 120,
  retrySeconds: [2, 10, 60, 300, 1_800, 3_600],
  endless: true,
};

/** Claims unread manifests of a repository, but not those that wait for a retry. */
export async function claimUnreadOf(repositoryId: number): Promise<Due[]> {
  return db.$queryRaw`
    UPDATE manifests AS job SET ${claimAssignments(manifestQueue)}
    FROM (
      SELECT id FROM manifests
      WHERE repository_id = ${repositoryId} AND read_after IS NOT NULL AND read_at IS NULL
        AND (read_after <= now() OR read_error IS NULL)
      ORDER BY pushed_at DESC, id DESC LIMIT ${batchSize}
    ) due
    WHERE job.id = due.id
    RETURNING ${claimed}`;
}

const claimed = Prisma.sql`job.id, payload, config, repository_id AS "repositoryId", digest,
  media_type AS "mediaType", read_attempts AS attempts`;

export interface Due {
  id: number;
  repositoryId: number;
  digest: string;
  mediaType: string;
  attempts: number;
  payload: Uint8Array | null; // set if a sync found it or if it was read before
  config: unknown; // set if it was read before
}

/** Claims unread manifests before others, because an upgrade can make the whole catalogue due again. */
export async function claim(): Promise<Due[]> {
  const unread = await claimWhere(Prisma.sql`read_at IS NULL`);
  return unread.length > 0 ? unread : claimWhere(Prisma.sql`read_at IS NOT NULL`);
}

function claimWhere(where: Prisma.Sql): Promise<Due[]> {
  return claimDue(manifestQueue, { limit: batchSize, where, returning: claimed });
}
