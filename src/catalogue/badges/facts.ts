import { db } from "../../platform/db/client.ts";
import { attachedTo } from "../repositories/tags/attached.ts";
import { preferredTags } from "../repositories/tags/preferred-tags.ts";

/** What badges say about the tag that people want: `latest`, else the highest version, else the newest. */
export interface BadgeFacts {
  tag: string;
  bytes: bigint | null; // compressed, of all platforms; null: not counted
  platforms: string[];
  signed: boolean;
}

/** Null if the repository has no tags. */
export async function badgeFacts(repositoryId: number): Promise<BadgeFacts | null> {
  const preferred = (await preferredTags([repositoryId])).get(repositoryId);
  if (!preferred) return null;
  const manifest = await db.manifest.findFirst({
    where: { repositoryId, digest: preferred.digest },
    select: {
      id: true,
      totalSize: true,
      platform: true,
      children: { select: { platform: true }, orderBy: { position: "asc" }, take: 100 },
    },
  });
  if (!manifest) return null;
  const listed = manifest.children.length > 0 ? manifest.children : [manifest];
  const platforms = listed.flatMap(({ platform }) => platform ?? []);
  return {
    tag: preferred.name,
    bytes: manifest.totalSize,
    platforms: [...new Set(platforms)].filter((it) => it !== "unknown/unknown"),
    signed: (await attachedTo([manifest.id])).get(manifest.id)?.signed ?? false,
  };
}
