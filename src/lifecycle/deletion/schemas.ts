import { z } from "zod";
import type { Selection } from "./selection.ts";

const tag = z.string().regex(/^\w[\w.-]{0,127}$/, "That is no tag.");
const digest = z.string().regex(/^[a-z0-9+._-]{1,40}:[a-zA-Z0-9=_-]{1,256}$/, "That is no digest.");

/** What was chosen on a page: ticked tags, the image of a page, or the repository. */
export const SelectionForm = z
  .object({
    tags: z.union([tag.transform((one) => [one]), z.array(tag).max(1000)]).optional(),
    untagged: z.union([digest.transform((one) => [one]), z.array(digest).max(1000)]).optional(),
    digest: digest.optional(),
    whole: z.literal("1").optional(),
  })
  .transform(({ tags, untagged, digest, whole }): Selection => {
    if (whole) return { whole: true };
    return digest ? { digest } : { tags: tags ?? [], ...(untagged && { untagged }) };
  });
