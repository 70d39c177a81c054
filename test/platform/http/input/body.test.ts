import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { Invalid } from "../../../../src/platform/errors.ts";
import { accept } from "../../../../src/platform/http/input/body.ts";

const refusalOf = (schema: z.ZodType, given: unknown): Record<string, string> => {
  try {
    accept(schema, given);
  } catch (error) {
    if (error instanceof Invalid) return error.fields;
    throw error;
  }
  return {};
};

const Form = z.object({ note: z.string().optional(), tags: z.array(z.string()).max(3).optional() });

test("S1: a field without a limit of its own is refused above that of all fields", () => {
  assert.deepEqual(refusalOf(Form, { note: "x".repeat(100_000) }), {});
  assert.match(refusalOf(Form, { note: "x".repeat(200_000) }).note ?? "", /limit is 110,?000/);
});

test("S1: a list with too many entries is refused before its entries are read", () => {
  assert.deepEqual(refusalOf(Form, { tags: ["a", "b", "c"] }), {});
  assert.match(refusalOf(Form, { tags: Array(4).fill(1) }).tags ?? "", /limit is 3 entries/);
});

test("S1: a body with hundreds of fields is refused as a whole", () => {
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`field${n}`, ""]));

  assert.match(refusalOf(Form, many).form ?? "", /Too many fields: at most 100/);
});

test("a body is one object", () => {
  for (const given of [[{ note: "a" }], "note", 1])
    assert.match(refusalOf(Form, given).form ?? "", /Send one JSON object/);
});
