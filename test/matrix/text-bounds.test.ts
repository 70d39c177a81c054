import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { z } from "zod";
import { collectSchemas } from "./schemas.ts";

const settings = /^platform\/config\//; // from the environment of the process
const schemas = (await collectSchemas()).filter(
  ({ name, answer }) => !answer && !settings.test(name),
);

const maxLength = 120_000; // certificates are the longest field
const tooLong = "a".repeat(1_000_000);

interface Place {
  name: string;
  schema: z.ZodType;
}

/** The texts that a schema takes, before it changes them. */
function textsIn({ name, schema }: Place, seen = new Set<unknown>()): Place[] {
  if (seen.has(schema)) return [];
  seen.add(schema);
  const { def } = schema._zod;
  const below = (key: string, part: unknown) =>
    isSchema(part) ? textsIn({ name: `${name}.${key}`, schema: part }, seen) : [];
  if (def.type === "string") return [{ name, schema }];
  if (def.type === "pipe") return below("in", readsFirst(Object(def)));
  return Object.entries(def).flatMap(([key, part]) =>
    isSchema(part)
      ? below(key, part)
      : Object.entries(Object(part)).flatMap(([inner, value]) => below(inner, value)),
  );
}

/** What `z.preprocess` puts before a schema only changes the type. */
const readsFirst = ({ in: first, out }: { in: z.ZodType; out: z.ZodType }) =>
  first._zod.def.type === "transform" ? out : first;

const isSchema = (value: unknown): value is z.ZodType =>
  typeof value === "object" && value !== null && "safeParse" in value;

const texts = schemas.flatMap((it) => textsIn(it));

describe(`S1: each of ${texts.length} texts from outside has a limit, which is checked first`, () => {
  test("there are many", () => assert.ok(texts.length > 150, `${texts.length}`));

  for (const { name, schema } of texts)
    test(name, () => {
      const { success, data, error } = schema.safeParse(tooLong);

      if (success) assert.ok(String(data).length < maxLength, "it may be of any length");
      else assert.equal(error.issues.length, 1, "nothing else looks at a text that is too long");
    });
});
