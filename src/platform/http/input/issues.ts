import type { z } from "zod";

type Issue = z.core.$ZodIssue;

/** One message per field; `form` holds the message that belongs to no field. */
export function sentences(error: z.ZodError): Record<string, string> {
  const found: Record<string, string> = {};
  for (const issue of error.issues) found[String(issue.path[0] ?? "form")] ??= issue.message;
  return found;
}

/** The messages for schemas that have none of their own. */
export const plainWords: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === "invalid_type") return wrongKind([issue.expected], issue.input);
  if (issue.code === "invalid_value") return `Choose one of: ${issue.values.join(", ")}.`;
  if (issue.code === "invalid_union") return nearestBranch(issue.errors, issue.input);
  if (issue.code === "too_big")
    return `${limits[issue.origin] ?? "Send at most"} ${issue.maximum}.`;
  if (issue.code === "too_small")
    return issue.origin === "string"
      ? "This is empty. Fill it in."
      : `Send at least ${issue.minimum}.`;
  if (issue.code === "invalid_format") return "The format is not valid. See the documentation.";
  return undefined;
};

const limits: Record<string, string> = {
  string: "This is too long. Maximum characters:",
  array: "There are too many. Maximum:",
};

const kinds: Record<string, string> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  null: "null",
  date: "a date",
};

const kindOf = (expected: string) => kinds[expected] ?? expected;

function wrongKind(expected: readonly string[], given: unknown): string {
  const wanted = [...new Set(expected.map(kindOf))].join(" or ");
  if (given === undefined) return `This is missing. Send ${wanted}.`;
  return `Send ${wanted}, not ${nameOf(given)}.`;
}

function nameOf(given: unknown): string {
  if (given === null) return "null";
  if (Array.isArray(given)) return "a list";
  return kindOf(typeof given);
}

/** For a union: the problems of the variant that was sent or, if its kind is unknown, a list of the kinds. */
function nearestBranch(
  branches: readonly (readonly Issue[])[],
  given: unknown,
): string | undefined {
  const inside = branches.find((issues) => issues.every((issue) => !isWrongKind(issue)));
  if (inside) return inside[0]?.message;
  const expected = branches
    .flat()
    .flatMap((it) => (it.code === "invalid_type" ? [it.expected] : []));
  if (expected.length > 0) return wrongKind(expected, given);
  return branches.flat().at(-1)?.message;
}

const isWrongKind = (issue: Issue) =>
  issue.path.length === 0 && ["invalid_type", "invalid_value"].includes(issue.code);
