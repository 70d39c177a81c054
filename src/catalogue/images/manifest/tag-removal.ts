import { z } from "zod";
import type { Tx } from "../../../platform/db/client.ts";

/**
 * What `regctl tag rm` pushes over a tag, to delete it and with it the tag: an empty image that is named after both.
 * For somebody who may push but not delete, the tag is left pointing to it.
 */
const TagRemoval = z.object({
  config: z.object({
    Labels: z.object({ "delete-tag": z.string().min(1).max(128), "delete-date": z.string() }),
  }),
  history: z.array(z.object({ created_by: z.literal("# regclient") })).length(1),
});

/** The tag that an image with this configuration is to remove; null for any other image. */
export function tagToRemove(config: unknown): string | null {
  return TagRemoval.safeParse(config).data?.config.Labels["delete-tag"] ?? null;
}

/** Says in the tag's timeline that it was overwritten in order to be removed. */
export async function explainTagRemoval(
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
