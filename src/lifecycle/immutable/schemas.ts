import { z } from "zod";
import { pattern } from "../../catalogue/repositories/tags/immutable-patterns.ts";
import { text } from "../../platform/bounded-text.ts";

const maxPatterns = 50;
const maxLength = 129; // a tag has up to 128 characters, and ! may precede it
const tooLong = `This pattern is too long: the limit is ${maxLength} characters.`;

const Patterns = z
  .array(text(maxLength, { kind: "raw", tooLong }))
  .max(maxPatterns, `Give at most ${maxPatterns} patterns.`)
  .superRefine((patterns, context) => {
    const wrong = patterns.find((it) => !pattern.test(it));
    if (wrong === undefined) return;
    const message = `"${wrong.slice(0, 200)}" is not a valid pattern. Use only letters, digits, . _ - and *, with ! before an exception.`;
    context.addIssue({ code: "custom", message });
  })
  .transform((patterns) => [...new Set(patterns)]);

const lines = text(10_000, { kind: "prose", tooLong: "Keep it under 10,000 characters." });

/** One pattern on each line. */
export const PatternsForm = z.object({
  patterns: lines
    .default("")
    .transform((given) => given.split(/\s+/).filter(Boolean))
    .pipe(Patterns),
});

const PatternList = z
  .union([
    z
      .array(text(maxLength, { kind: "raw", tooLong }))
      .max(maxPatterns, `Give at most ${maxPatterns} patterns.`),
    lines.transform((given) => given.split(/\s+/).filter(Boolean)),
  ])
  .pipe(Patterns);

/** The patterns as the API takes them: a list or one text, under either name. */
export const PatternsBody = z
  .object({
    patterns: PatternList.optional().describe(
      "`v*`: all tags that begin with v; `!latest`: an exception; empty: none. A list, or a text with blanks between.",
    ),
    immutable_tags: PatternList.optional().describe("The same as `patterns`; send one of the two."),
  })
  .transform(({ patterns, immutable_tags }, context) => {
    if ((patterns === undefined) !== (immutable_tags === undefined))
      return { patterns: patterns ?? immutable_tags ?? [] };
    const message = "Send the patterns once, as a list or a text. An empty list means none.";
    context.addIssue({ code: "custom", path: ["patterns"], message });
    return z.NEVER;
  });
