import { z } from "zod";
import { text } from "../../platform/bounded-text.ts";
import { PageQuery } from "../../platform/db/keyset.ts";
import { patternList } from "../../platform/http/input/patterns.ts";
import { flag, orNothing, pageStart, whole } from "../../platform/http/input/values.ts";
import { nightlyTime } from "../times.ts";
import type { Rules } from "./saved-rules.ts";

const expression = text(200, { tooLong: "Keep it under 200 characters." });
const pattern = expression.default("");
const tagPatterns = patternList("tag").default([]);
const number = whole(0, 100_000);
const newest = z
  .literal("")
  .transform(() => 0)
  .or(number)
  .default(0);
const days = orNothing(number).default(null);
const untaggedDays = orNothing(whole(1, 100_000)).default(null);
const ticked = text(10, { kind: "raw" })
  .optional()
  .transform((value) => value !== undefined);

/** Which tags are kept, and whether the others are deleted automatically. */
export const RulesForm = z
  .object({
    matching: pattern,
    protecting: pattern,
    matchingPatterns: tagPatterns,
    protectingPatterns: tagPatterns,
    newest,
    pushedDays: days,
    pulledDays: days,
    minors: ticked,
    untaggedDays,
    deleteAllMatching: ticked,
    nightly: ticked,
  })
  .transform(({ minors, ...rules }) => ({ ...rules, latestOfMinor: minors }));

/** The page of a preview; `from` is the number of newer tags, `convert` asks for patterns in place of expressions. */
export const PreviewQuery = PageQuery.extend({
  from: pageStart,
  convert: z.literal("1").optional().catch(undefined),
});

/** The button that saves rules says in its address whether they run every night. */
export const NightlyQuery = z.object({ nightly: z.literal("on").optional() });

/** The fields of the form for saved rules. */
export function fieldsOfRules({ latestOfMinor, deleteAllMatching, nightly, ...rules }: Rules) {
  const ticked = {
    ...(latestOfMinor && { minors: "on" }),
    ...(deleteAllMatching && { deleteAllMatching: "on" }),
    ...(nightly && { nightly: "on" }),
  };
  const pairs = Object.entries(rules).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(" ") : String(value ?? ""),
  ]);
  return { ...Object.fromEntries(pairs), ...ticked };
}

const fields = z.object({
  matching_patterns: patternList("tag").describe(
    "Patterns of the tags to delete, such as `pr-*`; empty: all tags. A list, or a text with blanks between.",
  ),
  protecting_patterns: patternList("tag").describe("Patterns of tags to keep always; empty: none."),
  matching: expression.describe(
    "Instead of `matching_patterns`: a regular expression, searched for in the tags; empty: all tags.",
  ),
  protecting: expression.describe(
    "Instead of `protecting_patterns`: a regular expression for tags to keep always; empty: none.",
  ),
  newest: number.describe("Always keep this many of the newest matching tags."),
  pushed_days: orNothing(number).describe(
    "Keep tags pushed within this many days; null: age doesn't matter.",
  ),
  pulled_days: orNothing(number).describe(
    "Keep tags pulled within this many days; null: age doesn't matter.",
  ),
  latest_of_minor: flag,
  untagged_days: orNothing(whole(1, 100_000)).describe(
    "Delete untagged manifests that are in no index, attached to nothing and unused for this many days; null: none.",
  ),
  delete_all_matching: flag.describe(
    "Must be true for rules that keep no tag: then all matching tags are deleted.",
  ),
  nightly: flag.describe(`Whether the rules run every night at ${nightlyTime}.`),
});

/** Retention rules in an API request: fields that are absent stay as they are. */
export const RulesBody = fields.partial();

export type RulesFields = z.infer<typeof fields>;

/** The fields of an API request after those that are saved; what is in neither is empty. */
export function completeRules(
  saved: Partial<RulesFields>,
  given: z.infer<typeof RulesBody>,
): RulesFields {
  const unset = {
    matching_patterns: [],
    protecting_patterns: [],
    matching: "",
    protecting: "",
    newest: 0,
    pushed_days: null,
    pulled_days: null,
    latest_of_minor: false,
    untagged_days: null,
    delete_all_matching: false,
    nightly: false,
  };
  return fields.parse({ ...unset, ...saved, ...given });
}
