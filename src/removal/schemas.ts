import { z } from "zod";
import type { Selection } from "./closure.ts";

const tag = z.string().regex(/^\w[\w.-]{0,127}$/, "That is no tag.");
const digest = z.string().regex(/^[a-z0-9+._-]{1,40}:[a-zA-Z0-9=_-]{1,256}$/, "That is no digest.");

/** What was chosen on a page: ticked tags, the image of a page, or the repository. */
export const SelectionForm = z
  .object({
    tags: z.union([tag.transform((one) => [one]), z.array(tag).max(1000)]).optional(),
    digest: digest.optional(),
    whole: z.literal("1").optional(),
  })
  .transform(({ tags, digest, whole }): Selection => {
    if (whole) return { whole: true };
    return digest ? { digest } : { tags: tags ?? [] };
  });

/** Nothing is typed to confirm a plan: its page says what vanishes, and it can be put back. */
export const Confirmation = z.object({});

const pattern = z
  .string()
  .trim()
  .max(200, "Keep it under 200 characters.")
  .refine((text) => !text.includes("\0"), "It holds a character (NUL) that no tag has.")
  .default("");
const days = z
  .union([z.literal("").transform(() => null), z.coerce.number().int().min(0).max(100_000)], {
    error: "Give a number of days, or leave it empty.",
  })
  .default(null);

/** What keeps a tag. */
export const RetentionForm = z
  .object({
    matching: pattern,
    protecting: pattern,
    newest: z.coerce.number({ error: "Give a number." }).int().min(0).max(100_000).default(0),
    pushedDays: days,
    pulledDays: days,
    minors: z.string().optional(),
  })
  .transform(({ minors, ...rules }) => ({ ...rules, latestOfMinor: minors !== undefined }));
