import { z } from "zod";
import { text } from "../../bounded-text.ts";
import {
  maxPatternLength,
  maxPatterns,
  patternsIn,
  problemsOf,
  type Subject,
} from "../../patterns.ts";

const maxTextLength = maxPatterns * (maxPatternLength + 1);
const tooMany = `Use at most ${maxPatterns} patterns.`;

/** A list of patterns as a JSON array or as form text, in which lines, spaces or commas separate them. */
export const patternList = (subject: Subject) =>
  z
    .union([
      text(maxTextLength, { kind: "prose", tooLong: tooMany }).transform(patternsIn),
      z
        .array(text(maxPatternLength, { tooLong: "A pattern is too long." }))
        .max(maxPatterns, tooMany),
      z.null().transform(() => []),
    ])
    .transform((patterns) => [...new Set(patterns)])
    .superRefine((patterns, context) => {
      const problems = patterns.length > maxPatterns ? [tooMany] : problemsOf(patterns, subject);
      const [message] = problems;
      if (message) context.addIssue({ code: "custom", message });
    });
