import type { Tx } from "../../../platform/db/client.ts";
import { isManifestType } from "../../../registry/client/media-types.ts";
import type { ManifestContent } from "../manifest/manifest.ts";

/** The digests that a manifest names as blobs: its config, its layers, and what an index lists that is no manifest. */
export function blobsIn({ config, layers, children }: ManifestContent): string[] {
  const listed = children.filter(({ mediaType }) => !isManifestType(mediaType));
  const all = [...(config ? [config] : []), ...layers, ...listed];
  return [...new Set(all.map(({ digest }) => digest))].sort();
}

interface Named {
  repositoryId: number;
  content: ManifestContent | null;
}

/**
 * Has the registry asked for the blobs of a manifest. Those whose size is known are left alone: a push on top of a known
 * base asks for its own layers only. In the order of their digests, so that two manifests do not wait for each other.
 */
export async function nameBlobs(tx: Tx, { repositoryId, content }: Named): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO registry_blobs AS known (registry_id, digest, repository_id, check_after)
    SELECT namespaces.registry_id, named.digest, repositories.id, date_trunc('milliseconds', now())
    FROM unnest(${content ? blobsIn(content) : []}::text[]) WITH ORDINALITY AS named (digest, position)
      JOIN repositories ON repositories.id = ${repositoryId}
      JOIN namespaces ON namespaces.id = repositories.namespace_id
    WHERE NOT EXISTS (SELECT FROM registry_blobs AS blobs WHERE blobs.registry_id = namespaces.registry_id
      AND blobs.digest = named.digest AND blobs.size IS NOT NULL)
    ORDER BY named.position
    ON CONFLICT (registry_id, digest) DO UPDATE SET repository_id = excluded.repository_id,
      check_after = excluded.check_after, attempts = 0 WHERE known.size IS NULL`;
}
