import { accept } from "../../src/platform/http/input/body.ts";
import { superLinear } from "./cost.ts";
import { collectSchemas, type NamedSchema } from "./schemas.ts";
import type { Shape } from "./shapes.ts";

/** What a field is given: a text, a list of texts, a list of letters, or lists in lists. */
const values: { name: string; of(shape: Shape, length: number): unknown }[] = [
  { name: "a text", of: (shape, length) => shape.text(length) },
  { name: "a list of texts", of: (shape, length) => pieces(shape.text(length), 100) },
];

const ofAnyShape: typeof values = [
  { name: "many entries", of: (_shape, length) => new Array(Math.ceil(length / 2)).fill("a") },
  { name: "many keys", of: (_shape, length) => manyKeys(length) },
  { name: "lists in lists", of: (_shape, length) => deep(length) },
];

function pieces(text: string, size: number): string[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, at) =>
    text.slice(at * size, (at + 1) * size),
  );
}

function manyKeys(length: number): Record<string, number> {
  const count = Math.ceil(length / 10);
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`key${at}`, at]));
}

function deep(length: number): unknown {
  let value: unknown = "a";
  for (let level = 0; level < length / 2; level += 1) value = [value];
  return value;
}

export interface Cases {
  count: number;
  problems: string[];
}

/** The schemas of forms, endpoints, events and what registries answer, each once. */
export async function inputSchemas(): Promise<NamedSchema[]> {
  const inputs = (await collectSchemas()).filter(
    ({ name, answer }) => !answer && !name.startsWith("platform/config/"),
  );
  return [...new Map(inputs.map((it) => [it.schema, it])).values()];
}

export interface Trial {
  shapes: readonly Shape[];
  lengths: readonly number[];
  /** Whether fields are given lists and objects, too. */
  nested: boolean;
}

/** Gives every field of a schema each shape of text, at growing lengths. */
export function tryShapes(
  { name, schema }: NamedSchema,
  { shapes, lengths, nested }: Trial,
): Cases {
  const found: Cases = { count: 0, problems: [] };
  const check = (title: string, make: (length: number) => unknown) => {
    const work = (input: unknown) => {
      schema.safeParse(input);
      if (isForm) tolerant(() => accept(schema, input));
    };
    found.count += lengths.length;
    const problem = superLinear(make, work, lengths);
    if (problem) found.problems.push(`${name}, ${title}: ${problem}`);
  };

  const fields = fieldsOf(schema);
  const isForm = fields !== null && fields.length > 0;
  const wrap = (value: unknown) =>
    fields ? Object.fromEntries(fields.map((field) => [field, value])) : value;
  for (const { name: kind, of } of nested ? values : values.slice(0, 1))
    for (const shape of shapes)
      check(`${kind}: ${shape.name}`, (length) => wrap(of(shape, length)));
  const [any] = shapes;
  if (any && nested)
    for (const { name: kind, of } of ofAnyShape) check(kind, (length) => wrap(of(any, length)));
  return found;
}

/** The names of an object's fields; null for a schema of something else. */
function fieldsOf(schema: NamedSchema["schema"]): string[] | null {
  const { def } = schema._zod;
  if (def.type === "pipe" || def.type === "optional" || def.type === "catch")
    return fieldsOf(Object(def).in ?? Object(def).innerType);
  return def.type === "object" ? Object.keys(Object(def).shape) : null;
}

function tolerant(work: () => unknown): void {
  try {
    work();
  } catch {}
}
