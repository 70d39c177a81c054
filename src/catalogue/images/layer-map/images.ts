import { db } from "../../../platform/db/client.ts";

/** The layers of a tagged image; of an index those of one of its platforms. */
export interface MappedImage {
  root: number; // the id of the tagged manifest
  platform: string | null;
  /** The lowest layers, as many as are drawn. */
  layers: { digest: string; size: bigint | null }[];
  layersCount: number;
}

export const maxDrawnLayers = 60;
const maxChildren = 64; // of an index, among which a platform is chosen

/** Images without layers are left out, and so are artifacts. */
export async function mappedImages(
  registryId: number,
  manifestIds: readonly number[],
): Promise<Map<number, MappedImage>> {
  if (manifestIds.length === 0) return new Map();
  const rows = await db.$queryRaw<MappedRow[]>`
    WITH picked AS (
      SELECT id AS root, id, platform FROM manifests
      WHERE id = ANY (${[...manifestIds]}::int[]) AND kind = 'image'
      UNION ALL
      SELECT parent.id, child.id, child.platform FROM manifests AS parent
      CROSS JOIN LATERAL (
        SELECT part.id, entry.platform FROM (
          SELECT digest, platform, position FROM manifest_children
          WHERE manifest_id = parent.id ORDER BY position LIMIT ${maxChildren}
        ) AS entry
        JOIN manifests AS part
          ON part.repository_id = parent.repository_id AND part.digest = entry.digest
        WHERE entry.platform IS NOT NULL AND part.kind = 'image'
        ORDER BY entry.platform = 'linux/amd64' DESC, entry.position LIMIT 1
      ) AS child
      WHERE parent.id = ANY (${[...manifestIds]}::int[]) AND parent.kind = 'index'
    )
    SELECT picked.root, picked.platform, layer.digest, blobs.size, top.position + 1 AS "layersCount"
    FROM picked
    CROSS JOIN LATERAL (
      SELECT position FROM manifest_layers
      WHERE manifest_id = picked.id ORDER BY position DESC LIMIT 1
    ) AS top
    CROSS JOIN LATERAL (
      SELECT position, digest FROM manifest_layers
      WHERE manifest_id = picked.id ORDER BY position LIMIT ${maxDrawnLayers}
    ) AS layer
    LEFT JOIN registry_blobs AS blobs
      ON blobs.registry_id = ${registryId} AND blobs.digest = layer.digest
    ORDER BY picked.root, layer.position`;
  const found = new Map<number, MappedImage>();
  for (const { root, platform, layersCount, ...layer } of rows) {
    const image = found.get(root) ?? { root, platform, layersCount, layers: [] };
    image.layers.push(layer);
    found.set(root, image);
  }
  return found;
}

interface MappedRow {
  root: number;
  platform: string | null;
  digest: string;
  size: bigint | null;
  layersCount: number;
}
