import type { Tx } from "../../../platform/db/client.ts";
import { isManifestType } from "../../../registry/client/media-types.ts";
import type { ManifestContent } from "../manifest/manifest.ts";

/** The blobs of a manifest: its config, its layers, and the entries of an index that are not manifests. */
export function blobDigests({ config, layers, children }: ManifestContent): string[] {
  const listed = children.filter(({ mediaType }) => !isManifestType(mediaType));
  const all = [...(config ? [config] : []), ...layers, ...listed];
  return [...new Set(all.map(({ digest }) => digest))].sort();
}

interface Named {
  repositoryId: number;
  content: ManifestContent | null;
}

/**
 * Queues the blobs of a manifest whose sizes are unknown. A push on a known base image queues only its own layers.
 * The order by digest prevents deadlocks between two manifests.
 */
export async function queueBlobSizes(tx: Tx, { repositoryId, content }: Named): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO registry_blobs AS known (registry_id, digest, repository_id, check_after)
    SELECT namespaces.registry_id, named.digest, repositories.id, date_trunc('milliseconds', now())
    FROM unnest(${content ? blobDigests(content) : []}::text[]) WITH ORDINALITY AS named (digest, position)
      JOIN repositories ON repositories.id = ${repositoryId}
      JOIN namespaces ON namespaces.id = repositories.namespace_id
    WHERE NOT EXISTS (SELECT FROM registry_blobs AS blobs WHERE blobs.registry_id = namespaces.registry_id
      AND blobs.digest = named.digest AND blobs.size IS NOT NULL)
    ORDER BY named.position
    ON CONFLICT (registry_id, digest) DO UPDATE SET repository_id = excluded.repository_id,
      check_after = excluded.check_after, attempts = 0 WHERE known.size IS NULL`;
}
