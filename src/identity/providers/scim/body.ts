import { z } from "zod";
import { text } from "../../../platform/bounded-text.ts";
import { storableText } from "../../../platform/db/text.ts";
import { plainWords } from "../../../platform/http/input/issues.ts";
import { ScimError } from "./error.ts";
import { withoutCoreUrn } from "./filter.ts";

/** The attributes of a resource with their names in lower case, in any depth: RFC 7643, 2.1. */
export type Attributes = Record<string, unknown>;

const maxText = 255;

/** A text of a resource. */
export const Text = text(maxText).overwrite(storableText);

/** Entra ID sends texts such as "False". */
export const Flag = z.union([
  z.boolean(),
  text(5, { kind: "raw" })
    .toLowerCase()
    .pipe(z.enum(["true", "false"], { error: "Send true or false." }))
    .transform((word) => word === "true"),
]);

/** A schema that takes null for a value that is not there, as Entra ID sends it. */
export const orAbsent = <T extends z.ZodType>(schema: T) =>
  z.preprocess((given) => (given === null ? undefined : given), schema.optional());

/** The attributes of a body. Throws ScimError if it is not an object. */
export function attributesIn(body: unknown): Attributes {
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new ScimError(400, "invalidSyntax", "Send one JSON object.");
  return lowerNames(body) as Attributes; // an object stays one
}

/** A value with all names in it in lower case. */
export function lowerNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerNames);
  if (typeof value !== "object" || value === null) return value;
  const pairs = Object.entries(value).map(([name, inner]) => [
    withoutCoreUrn(name),
    lowerNames(inner),
  ]);
  return Object.fromEntries(pairs);
}

/** Reads attributes by a schema; others are ignored (RFC 7644, 3.3). Throws ScimError with a sentence for the sender. */
export function read<T>(schema: z.ZodType<T>, given: unknown): T {
  const parsed = schema.safeParse(given, { error: plainWords });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = issue?.path.join(".");
  throw new ScimError(400, "invalidValue", `${name ? `${name}: ` : ""}${issue?.message ?? ""}`);
}
