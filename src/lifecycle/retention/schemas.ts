import { z } from "zod";
import { flag, orNothing, whole } from "../../platform/http/input/values.ts";

const pattern = z
  .string()
  .trim()
  .max(200, "Keep it under 200 characters.")
  .refine((text) => !text.includes("\0"), "It holds a character (NUL) that no tag has.")
  .default("");
const number = whole(0, 100_000);
const newest = z
  .literal("")
  .transform(() => 0)
  .or(number)
  .default(0);
const days = orNothing(number).default(null);
const untaggedDays = orNothing(whole(1, 100_000)).default(null);
const ticked = z
  .string()
  .max(10)
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
    untaggedDays,
    deleteAllMatching: ticked,
    nightly: ticked,
  })
  .transform(({ minors, ...rules }) => ({ ...rules, latestOfMinor: minors }));

/** The same, as programs say it. */
export const RulesBody = z.object({
  matching: pattern.describe("A regular expression, searched for in the names; empty: all."),
  protecting: pattern.describe("The same, for names that always stay; empty: none."),
  newest: number.default(0).describe("So many of the matching tags are kept, the last pushed."),
  pushed_days: days.describe(
    "Tags pushed in the last so many days are kept; null: age is no reason.",
  ),
  pulled_days: days.describe("The same for tags that were pulled."),
  latest_of_minor: flag.default(false),
  untagged_days: untaggedDays.describe(
    "Manifests that no tag, index or subject names, and nobody pushed or pulled for so many days, are deleted; null: none.",
  ),
  delete_all_matching: flag
    .default(false)
    .describe("Must be true if nothing else here keeps a tag: then all that match are deleted."),
  nightly: flag.default(false).describe("Whether the rules run every night at 03:00 UTC."),
});
