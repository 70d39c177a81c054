import type { Tx } from "../../../platform/db/client.ts";

interface Named {
  repositoryId: number;
  blobs: readonly string[]; // lists of digests as JSON, in order
}

/** Queues the blobs of a manifest whose sizes are unknown. A push on a known base image queues only its own layers. */
export async function queueBlobSizes(tx: Tx, { repositoryId, blobs }: Named): Promise<void> {
  for (const digests of blobs) await queue(tx, repositoryId, digests);
}

/** The order by digest prevents deadlocks between two manifests. */
async function queue(tx: Tx, repositoryId: number, digests: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO registry_blobs AS known (registry_id, digest, repository_id, check_after)
    SELECT namespaces.registry_id, named.digest, repositories.id, date_trunc('milliseconds', now())
    FROM jsonb_array_elements_text(${digests}::jsonb) WITH ORDINALITY AS named (digest, position)
      JOIN repositories ON repositories.id = ${repositoryId}
      JOIN namespaces ON namespaces.id = repositories.namespace_id
    WHERE NOT EXISTS (SELECT FROM registry_blobs AS blobs WHERE blobs.registry_id = namespaces.registry_id
      AND blobs.digest = named.digest AND blobs.size IS NOT NULL)
    ORDER BY named.position
    ON CONFLICT (registry_id, digest) DO UPDATE SET repository_id = excluded.repository_id,
      check_after = excluded.check_after, attempts = 0 WHERE known.size IS NULL`;
}
