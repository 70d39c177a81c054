import { z } from "zod";
import { pattern } from "../repositories/immutable.ts";

const most = 50;

const Patterns = z
  .array(z.string().max(129, "A pattern has 129 characters at most."))
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

/** The same, as programs say it. */
export const PatternsBody = z.object({
  patterns: z
    .union([
      Patterns,
      z
        .string()
        .max(129)
        .transform((one) => [one]),
    ]) // one alone, where a form is sent
    .pipe(Patterns)
    .describe("`v*`: all that begin so; `!latest`: an exception; empty: none."),
});
