import fc from "fast-check";

const odd = fc.constantFrom(
  "\0",
  "\u202e",
  "\ud800",
  "\u007f",
  "\u0130",
  "ſ",
  "\u2028",
  "__proto__",
);

/** Texts made of the tokens of a grammar, with some characters of any kind between them. */
export const textOf = (tokens: readonly string[], maxTokens = 12): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(
        { weight: 12, arbitrary: fc.constantFrom(...tokens) },
        { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 3 }) },
        { weight: 1, arbitrary: odd },
      ),
      { maxLength: maxTokens },
    )
    .map((parts) => parts.join(""));

/** Texts with a part that repeats, between a beginning and an end. The part is often a single token. */
export const growingTextOf = (
  tokens: readonly string[],
  heads: fc.Arbitrary<string> = textOf(tokens, 3),
): fc.Arbitrary<(size: number) => string> =>
  fc.tuple(heads, fc.oneof(fc.constantFrom(...tokens), textOf(tokens, 3)), textOf(tokens, 2)).map(
    ([head, part, tail]) =>
      (size) =>
        head + repeated(part || "a", size) + tail,
  );

/** A text, and a pattern that was made of it: a part of it is a star, or is there twice around the star. */
export const starred = (texts: fc.Arbitrary<string>): fc.Arbitrary<[string, string]> =>
  fc.tuple(texts, fc.nat(), fc.nat()).map(([text, from, to]) => {
    const [start, end] = [from % (text.length + 1), to % (text.length + 1)];
    return [`${text.slice(0, start)}*${text.slice(end)}`, text];
  });

export const repeated = (part: string, size: number): string =>
  part.repeat(Math.ceil(size / part.length));

/** Any JSON, as text. */
export const json: fc.Arbitrary<string> = fc.json({ maxDepth: 3 });

/** JSON that grows in length of text, in entries, in keys or in depth. */
export const growingJson: fc.Arbitrary<(size: number) => string> = fc.oneof(
  fc
    .string({ unit: "binary", minLength: 1, maxLength: 4 })
    .map((part) => (size: number) => JSON.stringify(repeated(part, size))),
  json.map((entry) => (size: number) => `[${listOf(entry, size)}]`),
  json.map((value) => (size: number) => {
    const count = Math.ceil(size / (value.length + 12));
    return `{${Array.from({ length: count }, (_, n) => `"key-${n}":${value}`).join(",")}}`;
  }),
  fc.constantFrom(["[", "]"], ['{"a":', "}"]).map(([open = "", close = ""]) => (size: number) => {
    const depth = Math.ceil(size / (open.length + close.length));
    return `${open.repeat(depth)}1${close.repeat(depth)}`;
  }),
);

/** So many copies of a JSON text that they are about `size` characters long. */
export const listOf = (entry: string, size: number): string =>
  Array(Math.ceil(size / (entry.length + 1)))
    .fill(entry)
    .join(",");

/** An object in which each field has its usual value, any JSON, or is absent. */
export function objectLike(fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> {
  const likely = Object.entries(fields).map(([name, usual]) => [
    name,
    fc.oneof(
      { weight: 6, arbitrary: usual },
      { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
    ),
  ]);
  const model: Record<string, fc.Arbitrary<unknown>> = Object.fromEntries(likely);
  return fc.oneof(
    { weight: 12, arbitrary: fc.record(model, { requiredKeys: [] }) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  );
}

export const digest: fc.Arbitrary<string> = fc.oneof(
  fc.nat().map((n) => `sha256:${n.toString(16).padStart(64, "0")}`),
  textOf(["sha256:", "sha512-", "a", "0", "+", "=", ":", repeated("f", 32)]),
);
