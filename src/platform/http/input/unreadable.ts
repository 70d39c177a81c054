import { z } from "zod";
import { plural } from "../../plural.ts";
import { plainWords } from "./issues.ts";

type Issue = z.core.$ZodIssue;

/** Whether a value of a query says something. */
export const isGiven = (value: unknown): boolean =>
  value !== undefined && [value].flat().some((one) => String(one).trim() !== "");

/**
 * Why a field of a query can't read a value, as the end of "x=1 (…)". Null if it can, or if it refuses the value instead
 * of ignoring it.
 */
export function whyUnreadable(field: z.core.$ZodType, value: unknown): string | null {
  const { error } = z.safeParse(withoutFallback(field), value, { error: plainWords });
  const [issue] = error?.issues ?? [];
  if (!issue || !z.safeParse(field, value).success) return null;
  return Array.isArray(value) && /^invalid/.test(issue.code)
    ? "given more than once"
    : reason(issue);
}

/** The schema of a field without the values that stand for absent and unreadable ones. */
function withoutFallback(field: z.core.$ZodType): z.core.$ZodType {
  const hasFallback =
    field instanceof z.ZodCatch || field instanceof z.ZodDefault || field instanceof z.ZodOptional;
  return hasFallback ? withoutFallback(field.unwrap()) : field;
}

function reason(issue: Issue): string {
  const inner = issue.code === "invalid_union" ? nearest(issue.errors) : undefined;
  if (inner) return reason(inner);
  if (issue.code === "invalid_value")
    return `not ${issue.values.length > 1 ? "one of " : ""}${issue.values.join(", ")}`;
  if (issue.code === "too_big")
    return issue.origin === "string"
      ? `longer than ${plural(Number(issue.maximum), "character")}`
      : `more than ${issue.maximum}`;
  if (issue.code === "too_small") return `less than ${issue.minimum}`;
  if (issue.code === "invalid_type") return "not a whole number";
  if (issue.code === "invalid_format" && issue.format === "date") return "not a date";
  const sentence = issue.message.replace(/\.$/, "");
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

/** The problem of the variant that takes texts. */
const nearest = (variants: readonly (readonly Issue[])[]): Issue | undefined =>
  variants.find(([first]) => first?.code !== "invalid_type")?.[0];
