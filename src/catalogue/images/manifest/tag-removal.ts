import { z } from "zod";
import { text } from "../../../platform/bounded-text.ts";
import type { Tx } from "../../../platform/db/client.ts";

/**
 * The empty image that `regctl tag rm` pushes over a tag. regctl then deletes this image, and with it the tag. If its user
 * may push but not delete, the tag keeps pointing to the empty image.
 */
const TagRemoval = z.object({
  config: z.object({
    Labels: z.object({
      "delete-tag": text(128, { kind: "raw" }).min(1),
      "delete-date": text(255, { kind: "raw" }),
    }),
  }),
  history: z.array(z.object({ created_by: z.literal("# regclient") })).length(1),
});

/** The tag that an image of this configuration was pushed to remove; null for other images. */
export function tagToRemove(config: unknown): string | null {
  return TagRemoval.safeParse(config).data?.config.Labels["delete-tag"] ?? null;
}

/** Marks the move in the tag's timeline as an attempt to remove the tag. */
export async function markTagRemoval(
  tx: Tx,
  { repositoryId, digest, config }: { repositoryId: number; digest: string; config: unknown },
): Promise<void> {
  const tag = tagToRemove(config);
  if (tag === null) return;
  await tx.tagMove.updateMany({
    where: { repositoryId, tag, digest, cause: null },
    data: { cause: "regctl_tag_rm" },
  });
}
