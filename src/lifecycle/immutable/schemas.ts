import { z } from "zod";
import { patternList } from "../../platform/http/input/patterns.ts";

const Patterns = patternList("tag");

/** One pattern on each line. */
export const PatternsForm = z.object({ patterns: Patterns.default([]) });

/** The patterns as the API takes them: a list or one text, under either name. */
export const PatternsBody = z
  .object({
    patterns: Patterns.optional().describe(
      "`v*`: all tags that begin with v; `!latest`: an exception; empty: none. A list, or a text with blanks between.",
    ),
    immutable_tags: Patterns.optional().describe("The same as `patterns`; send one of the two."),
  })
  .transform(({ patterns, immutable_tags }, context) => {
    if ((patterns === undefined) !== (immutable_tags === undefined))
      return { patterns: patterns ?? immutable_tags ?? [] };
    const message = "Send the patterns once, as a list or a text. An empty list means none.";
    context.addIssue({ code: "custom", path: ["patterns"], message });
    return z.NEVER;
  });
