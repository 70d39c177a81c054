import { db } from "../../platform/db/client.ts";
import type { Job } from "../../platform/jobs/schedule.ts";

export const jobs: Job[] = [{ name: "prune-blobs", cron: "33 4 * * *", run: pruneBlobs }];

const batchSize = 5_000;

/** Returns how many were deleted. */
async function pruneBlobs(): Promise<number> {
  let [pruned, last, more] = [0, { registryId: 0, digest: "" }, true];
  while (more) {
    const rows = await db.$queryRaw<{ registryId: number; digest: string; pruned: boolean }[]>`
      WITH part AS (
        SELECT registry_id, digest FROM registry_blobs
        WHERE (registry_id, digest) > (${last.registryId}, ${last.digest})
        ORDER BY registry_id, digest LIMIT ${batchSize}
      ), gone AS (
        DELETE FROM registry_blobs AS blobs USING part
        WHERE blobs.registry_id = part.registry_id AND blobs.digest = part.digest
          AND NOT EXISTS (SELECT FROM manifest_layers WHERE digest = blobs.digest)
          AND NOT EXISTS (SELECT FROM manifest_children WHERE digest = blobs.digest)
          AND NOT EXISTS (SELECT FROM manifests WHERE config_digest = blobs.digest)
        RETURNING blobs.registry_id, blobs.digest
      )
      SELECT part.registry_id AS "registryId", part.digest, gone.digest IS NOT NULL AS pruned
      FROM part LEFT JOIN gone USING (registry_id, digest) ORDER BY part.registry_id, part.digest`;
    pruned += rows.filter((row) => row.pruned).length;
    last = rows.at(-1) ?? last;
    more = rows.length === batchSize;
  }
  return pruned;
}
