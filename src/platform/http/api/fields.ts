import { z } from "zod";

export interface Field {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Field[];
  items?: Field;
  maxLength?: number;
  maxItems?: number;
  properties?: Fields;
}

export type Fields = Record<string, Field>;

const read = new WeakMap<z.ZodType, Fields>();

/** The fields that a body may have, from the schema that checks it. The schema must be one object. */
export function fieldsOf(schema: z.ZodType): Fields {
  const before = read.get(schema);
  if (before) return before;

  // Field has the part of JSON Schema that zod writes for bodies.
  const described = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Field;
  if (!described.properties)
    throw new Error("The schema of a body must be an object, not a union.");
  read.set(schema, described.properties);
  return described.properties;
}

/** The most characters that a text in this field may have; infinite if its schema has no limit. */
export function maxTextLength({
  type,
  const: only,
  enum: choice,
  anyOf,
  maxLength,
}: Field): number {
  if (anyOf) return Math.max(...anyOf.map(maxTextLength));
  if (only !== undefined || choice) return maxLengthOf(choice ?? [only]);
  if (type !== "string" && type !== undefined) return 0;
  return maxLength ?? Number.POSITIVE_INFINITY;
}

export function maxItemCount({ type, anyOf, maxItems }: Field): number {
  if (anyOf) return Math.max(...anyOf.map(maxItemCount));
  return type === "array" ? (maxItems ?? Number.POSITIVE_INFINITY) : 0;
}

export function itemOf({ anyOf = [], items }: Field): Field {
  return items ?? anyOf.find((it) => it.items)?.items ?? {};
}

const maxLengthOf = (values: unknown[]) => Math.max(...values.map((it) => String(it).length));
