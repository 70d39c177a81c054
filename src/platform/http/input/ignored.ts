import { z } from "zod";
import { shortened, text } from "../../bounded-text.ts";

/** The query of a list's address, as it was written. What is too long or given twice is "…". */
export const GivenQuery = z
  .record(text(100, { kind: "raw" }), text(400, { kind: "raw" }).catch("…"))
  .catch({});

export type GivenQuery = z.infer<typeof GivenQuery>;

const shown = shortened(40);

/** Says which values of an address a list could not use. `used` has a value for each parameter that it could read. */
export function ignoredNote(given: GivenQuery, used: Record<string, unknown>): string | undefined {
  const odd = Object.entries(given).filter(
    ([name, value]) => value.trim() !== "" && Object.hasOwn(used, name) && !used[name],
  );
  if (odd.length === 0) return undefined;
  const list = odd.map(([name, value]) => `${name}=${shown.parse(value)}`).join(", ");
  return `This list has no such filter or order: ${list}. It was ignored.`;
}
