import { db } from "../../../platform/db/client.ts";
import type { FoundImage } from "../find.ts";
import { indexContents } from "../page/platforms.ts";
import type { PlatformImage } from "./platforms.ts";

type Layer = PlatformImage["layers"][number];

const maxLayers = 20_000; // of all platforms of an index

/** The platforms of an index with their layers; of any other image only itself. */
export async function platformLayers(image: FoundImage): Promise<PlatformImage[]> {
  const { platforms } = await indexContents(image);
  const { digest, platform, totalSize, layers } = image;
  if (image.children.length === 0) return [{ platform: platform ?? "", digest, totalSize, layers }];

  const found = await layersOf(
    image.repositoryId,
    platforms.map((listed) => listed.digest),
  );
  const byManifest = new Map<string, Layer[]>(platforms.map((listed) => [listed.digest, []]));
  for (const layer of found) byManifest.get(layer.manifest)?.push(layer);
  return platforms.map((listed) => ({
    platform: listed.platform ?? "",
    digest: listed.digest,
    totalSize: listed.totalSize,
    layers: byManifest.get(listed.digest) ?? [],
  }));
}

function layersOf(
  repositoryId: number,
  digests: string[],
): Promise<(Layer & { manifest: string })[]> {
  return db.$queryRaw`
    SELECT manifests.digest AS manifest, layers.digest, blobs.size
    FROM manifests JOIN manifest_layers AS layers ON layers.manifest_id = manifests.id
      JOIN repositories ON repositories.id = manifests.repository_id
      JOIN namespaces ON namespaces.id = repositories.namespace_id
      LEFT JOIN registry_blobs AS blobs
        ON blobs.registry_id = namespaces.registry_id AND blobs.digest = layers.digest
    WHERE manifests.repository_id = ${repositoryId} AND manifests.digest = ANY (${digests}::text[])
    ORDER BY manifests.id, layers.position LIMIT ${maxLayers}`;
}
