import { db } from "../../platform/db/client.ts";
import { claimAssignments, type Queue } from "../../platform/jobs/lease.ts";

export interface DueBlob {
  registryId: number;
  digest: string;
  attempts: number;
  repositories: string[];
}

const batchSize = 16; // repositories
const perRepository = 32; // blobs, so that one repository with many does not delay others
const maxRepositoriesPerBlob = 3;

export const blobQueue: Queue = {
  table: "registry_blobs",
  key: ["registry_id", "digest"],
  due: "check_after",
  attempts: "attempts",
  countedAt: "claim",
  fence: "attempts",
  error: "error",
  leaseSeconds: 120,
  retrySeconds: [2, 10, 60, 300, 1_800, 3_600],
  endless: true,
};

let last = 0; // the last repository that this process served; the next round starts after it

/** Claims due blobs of a few repositories, which take turns. */
export async function claimBlobs(): Promise<DueBlob[]> {
  const from = last;
  const due = await claimAfter(from);
  return due.length > 0 || from === 0 ? due : claimAfter(0);
}

async function claimAfter(repository: number): Promise<DueBlob[]> {
  const due = await db.$queryRaw<(DueBlob & { repositoryId: number })[]>`
    WITH RECURSIVE turn (id, n) AS (
      SELECT min(repository_id), 1 FROM registry_blobs
      WHERE check_after <= now() AND repository_id > ${repository}
      UNION ALL
      SELECT (SELECT min(repository_id) FROM registry_blobs
        WHERE check_after <= now() AND repository_id > turn.id), n + 1
      FROM turn WHERE id IS NOT NULL AND n < ${batchSize}
    ), due AS (
      SELECT part.registry_id, part.digest FROM turn CROSS JOIN LATERAL (
        SELECT registry_id, digest FROM registry_blobs
        WHERE repository_id = turn.id AND check_after <= now()
        ORDER BY check_after LIMIT ${perRepository} FOR UPDATE SKIP LOCKED) AS part
    ), claimed AS (
      UPDATE registry_blobs AS job SET ${claimAssignments(blobQueue)}
      FROM due WHERE job.registry_id = due.registry_id AND job.digest = due.digest
      RETURNING job.registry_id, job.digest, job.attempts, job.repository_id
    )
    SELECT claimed.registry_id AS "registryId", claimed.digest, attempts, repository_id AS "repositoryId",
      ARRAY(SELECT full_name FROM (
        SELECT id FROM repositories WHERE id = claimed.repository_id
        UNION
        (SELECT manifests.repository_id FROM manifest_layers AS layers
          JOIN manifests ON manifests.id = layers.manifest_id WHERE layers.digest = claimed.digest LIMIT 50)
        UNION
        (SELECT repository_id FROM manifests WHERE config_digest = claimed.digest LIMIT 50)
      ) AS naming JOIN repositories USING (id)
        JOIN namespaces ON namespaces.id = repositories.namespace_id
      WHERE namespaces.registry_id = claimed.registry_id
      ORDER BY repositories.id <> claimed.repository_id LIMIT ${maxRepositoriesPerBlob}) AS repositories
    FROM claimed`;
  last = Math.max(0, ...due.map(({ repositoryId }) => repositoryId));
  return due;
}
