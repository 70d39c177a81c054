import { z } from "zod";

const pattern = z
  .string()
  .trim()
  .max(200, "Keep it under 200 characters.")
  .refine((text) => !text.includes("\0"), "It holds a character (NUL) that no tag has.")
  .default("");
const newest = z.coerce.number({ error: "Give a number." }).int().min(0).max(100_000).default(0);
const days = z
  .union([z.literal("").transform(() => null), z.coerce.number().int().min(0).max(100_000)], {
    error: "Give a number of days, or leave it empty.",
  })
  .default(null);
const ticked = z
  .string()
  .optional()
  .transform((value) => value !== undefined);

/** What keeps a tag, and whether what nothing keeps goes by itself. */
export const RulesForm = z
  .object({
    matching: pattern,
    protecting: pattern,
    newest,
    pushedDays: days,
    pulledDays: days,
    minors: ticked,
    nightly: ticked,
  })
  .transform(({ minors, ...rules }) => ({ ...rules, latestOfMinor: minors }));

const number = z.int().min(0).max(100_000);

/** The same, as programs say it. */
export const RulesBody = z.object({
  matching: pattern.describe("A regular expression, searched for in the names; empty: all."),
  protecting: pattern.describe("The same, for names that always stay; empty: none."),
  newest: number.default(0),
  pushed_days: number.nullable().default(null),
  pulled_days: number.nullable().default(null),
  latest_of_minor: z.boolean().default(false),
  nightly: z.boolean().default(true),
});
