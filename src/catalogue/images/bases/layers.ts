import { db } from "../../../platform/db/client.ts";
import type { FoundImage } from "../find.ts";
import { maxBaseLayers } from "./chain.ts";

/** The digests of an image's lowest layers, at least as many as a base may have; of an index those of its first platform. */
export async function lowestLayers(image: FoundImage): Promise<string[]> {
  if (image.kind === "image") return image.layers.map(({ digest }) => digest);
  const { repositoryId, children } = image;
  const first = children.find(({ platform }) => platform !== null);
  if (image.kind !== "index" || !first) return [];
  const found = await db.manifestLayer.findMany({
    where: { manifest: { repositoryId, digest: first.digest, kind: "image" } },
    select: { digest: true },
    orderBy: { position: "asc" },
    take: maxBaseLayers + 1,
  });
  return found.map(({ digest }) => digest);
}
