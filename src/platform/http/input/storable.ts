import type { RequestHandler } from "express";
import { depthOf, hasNul } from "../../db/text.ts";
import { Invalid } from "../../errors.ts";

const sentence = "It contains a NUL character. Remove it and send it again.";
const maxDepth = 64; // levels of objects and lists; deeper ones overflow the stack

/** Refuses deep nesting and NUL. */
export function ensureStorable(given: unknown): void {
  if (isTooDeep(given)) throw new Invalid({ form: tooDeep });
  const fields = Object.entries(Object(given)).filter(([, value]) => containsNul(value));
  if (fields.length > 0)
    throw new Invalid(Object.fromEntries(fields.map(([name]) => [name, sentence])));
}

/** The same check for the query and the body of a page. */
export const onlyStorable: RequestHandler = (req, _res, next) => {
  ensureStorable({ address: req.query, form: req.body });
  next();
};

export const isTooDeep = (given: unknown): boolean => depthOf(given, maxDepth + 1) > maxDepth;

export const tooDeep = `The body is nested too deeply (at most ${maxDepth} levels).`;

function containsNul(value: unknown): boolean {
  if (typeof value === "string") return hasNul(value);
  return typeof value === "object" && value !== null && Object.values(value).some(containsNul);
}
