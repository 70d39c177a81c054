import { z } from "zod";
import { text } from "../../../platform/bounded-text.ts";

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
