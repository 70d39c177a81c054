import { z } from "zod";

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
