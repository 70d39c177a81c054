import type { z } from "zod";
import { Invalid } from "../../errors.ts";
import { plural } from "../../plural.ts";
import { type Fields, fieldsOf, itemOf, maxItemCount, maxTextLength } from "../api/fields.ts";
import { plainWords, sentences } from "./issues.ts";
import { nearest } from "./nearest.ts";
import { ensureStorable } from "./storable.ts";

const maxPadding = 1000; // characters of white space around a text, so that its schema reports what is wrong
const defaultMaxLength = 110_000; // characters, if the schema of a field has no limit
const maxFields = 100;
const maxListed = 20; // unknown fields named in a message

/**
 * Parses input from people and programs by a schema, or throws Invalid with a message for each field. Input that is
 * too large or has unknown fields is refused before the schema reads it.
 */
export function accept<T>(schema: z.ZodType<T>, given: unknown, wrapper: string | null = null): T {
  const body = objectIn(given);
  ensureStorable(body);
  const fields = fieldsOf(schema);
  refuse(unknownFields(body, fields, wrapper ? [wrapper] : []));
  refuse(oversizedFields(body, fields));
  return parse(schema, body);
}

/** Parses external data by a schema and ignores unknown fields. */
export function parse<T>(schema: z.ZodType<T>, given: unknown): T {
  ensureStorable(given);
  const parsed = schema.safeParse(given, { error: plainWords });
  if (parsed.success) return parsed.data;
  throw new Invalid(sentences(parsed.error));
}

/** Throws Invalid if `given` has fields that the schema does not have. */
export function ensureKnown(given: object, schema: z.ZodType): void {
  ensureStorable(given);
  refuse(unknownFields(given, fieldsOf(schema)));
}

/** The object with the fields of a request; empty if nothing was sent. */
export function objectIn(given: unknown): object {
  const body = given ?? {};
  if (typeof body !== "object" || Array.isArray(body))
    throw new Invalid({
      form: "Send one JSON object with named fields, not a list or a single value.",
    });
  if (Object.keys(body).length > maxFields)
    throw new Invalid({ form: `Too many fields: at most ${maxFields}.` });
  return body;
}

function unknownFields(body: object, fields: Fields, also: string[] = []): Record<string, string> {
  const names = [...Object.keys(fields), ...also];
  const unknown = Object.keys(body).filter((name) => !Object.hasOwn(fields, name));
  const messages = unknown
    .slice(0, maxListed)
    .map((name) => [name.slice(0, 64), noField(name, names)]);
  return Object.fromEntries(messages);
}

function noField(name: string, names: readonly string[]): string {
  const meant = nearest(name, names);
  const takes = names.length > 0 ? `It takes: ${names.join(", ")}.` : "It takes none.";
  const hint = meant ? `Did you mean "${meant}"?` : takes;
  return `${JSON.stringify(name.slice(0, 64))} is not a field of this request. ${hint}`;
}

function oversizedFields(body: object, fields: Fields): Record<string, string> {
  const problems = Object.entries(body).flatMap(([name, value]) => {
    const field = fields[name] ?? {};
    const list = Array.isArray(value) ? value : [];
    const items = maxItemCount(field);
    if (list.length > items && items > 0)
      return [[name, `This list is too long: the limit is ${plural(items, "entry", "entries")}.`]];

    const text = Math.max(0, ...list.map(lengthOf));
    const limit = Math.min(
      defaultMaxLength,
      maxTextLength(list.length > 0 ? itemOf(field) : field),
    );
    return Math.max(text, lengthOf(value)) > limit + maxPadding ? [[name, tooLong(limit)]] : [];
  });
  return Object.fromEntries(problems);
}

const lengthOf = (value: unknown) => (typeof value === "string" ? value.length : 0);
const tooLong = (limit: number) => `This is too long: the limit is ${plural(limit, "character")}.`;

function refuse(problems: Record<string, string>): void {
  if (Object.keys(problems).length > 0) throw new Invalid(problems);
}
