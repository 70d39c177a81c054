import { z } from "zod";
import { text } from "../../../platform/bounded-text.ts";
import { attributesIn, read } from "./body.ts";
import { ScimError } from "./error.ts";
import { type Path, parsePath } from "./filter.ts";

export const maxOperations = 1_000;

/** One change of a PATCH (RFC 7644, 3.5.2). */
export interface Operation extends Path {
  op: "add" | "replace" | "remove";
  value: unknown; // names in it are in lower case
}

const Body = z.object({
  operations: z
    .array(
      z.object({
        op: text(10, { kind: "raw" })
          .toLowerCase() // Entra ID sends Add, Replace and Remove
          .pipe(z.enum(["add", "replace", "remove"])),
        path: text(2_000, { kind: "raw" }).nullish(),
        value: z.unknown().optional(),
      }),
    )
    .min(1, "Send at least one operation.")
    .max(maxOperations, `Send at most ${maxOperations} operations.`),
});

/** The changes in the body of a PATCH. Those without a path are those of each name in their value. */
export function operationsIn(body: unknown): Operation[] {
  const { operations } = read(Body, attributesIn(body));
  return operations.flatMap(({ op, path, value }) => {
    if (path) return [{ op, ...parsePath(path), value }];
    if (op === "remove") throw new ScimError(400, "noTarget", "Send the path of what to remove.");
    return Object.entries(attributesIn(value)).flatMap(([name, inner]) => {
      const target = pathOrNull(name);
      return target ? [{ op, ...target, value: inner }] : [];
    });
  });
}

/** Unknown names are ignored. */
function pathOrNull(name: string): Path | null {
  try {
    return parsePath(name);
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    return null;
  }
}
