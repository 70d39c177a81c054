import { z } from "zod";
import { pattern } from "../../catalogue/repositories/tags/immutable-patterns.ts";

const most = 50;
const longest = 129; // characters of a pattern: a tag has 128, and one may stand before it
const tooLong = `This pattern is too long: ${longest} characters are the limit.`;

const Patterns = z
  .array(z.string().max(longest, tooLong))
  .max(most, `Give ${most} patterns at most.`)
  .superRefine((patterns, context) => {
    const wrong = patterns.find((it) => !pattern.test(it));
    if (wrong === undefined) return;
    const message = `"${wrong.slice(0, 200)}" is no pattern. Use letters, digits, . _ - and * alone, and ! before an exception.`;
    context.addIssue({ code: "custom", message });
  })
  .transform((patterns) => [...new Set(patterns)]);

/** One pattern on each line. */
export const PatternsForm = z.object({
  patterns: z
    .string()
    .max(10_000, "Keep it under 10,000 characters.")
    .default("")
    .transform((text) => text.split(/\s+/).filter(Boolean))
    .pipe(Patterns),
});

const Given = z
  .union([
    z.array(z.string().max(longest, tooLong)).max(most, `Give ${most} patterns at most.`),
    z
      .string()
      .max(10_000, "Keep it under 10,000 characters.")
      .transform((text) => text.split(/\s+/).filter(Boolean)),
  ])
  .pipe(Patterns);

/** The same, as programs say it: a list, or one text. The name may be that of the address, too. */
export const PatternsBody = z
  .object({
    patterns: Given.optional().describe(
      "`v*`: all that begin so; `!latest`: an exception; empty: none. A list, or a text with blanks between.",
    ),
    immutable_tags: Given.optional().describe("The same as `patterns`; one of the two is sent."),
  })
  .transform(({ patterns, immutable_tags }, context) => {
    if ((patterns === undefined) !== (immutable_tags === undefined))
      return { patterns: patterns ?? immutable_tags ?? [] };
    const message = "Send the patterns once, as a list or a text. An empty list stands for none.";
    context.addIssue({ code: "custom", path: ["patterns"], message });
    return z.NEVER;
  });
