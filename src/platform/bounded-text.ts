import { z } from "zod";
import { plural } from "./plural.ts";

/** What a text may contain. */
const kinds = {
  /** One line, such as a name: trimmed, composed (NFC), without control and bidirectional characters. */
  line: {
    allows: (text: string) => !/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u.test(text),
    sentence:
      "This contains a control character or one that changes the direction of text. Remove it.",
  },
  /** Several lines in any direction, such as a description: trimmed. */
  prose: {
    allows: (text: string) => !text.includes("\0"),
    sentence:
      "This text contains a NUL character, which cannot be stored. Remove it and try again.",
  },
  /** Any characters, as sent: secrets, and what is only looked up or comes from a registry. */
  raw: null,
} as const;

interface TextOptions {
  kind?: keyof typeof kinds;
  /** The message if the field is not sent. */
  missing?: string;
  tooLong?: string;
}

const maxPadding = 1000; // characters of white space around a text, so that trimming has a bound too

/**
 * A text of at most `max` characters. The length is checked before anything else reads the text, and a text that is too
 * long or has forbidden characters is not checked further. The only schema of a text from outside.
 */
export function text(max: number, options: TextOptions = {}): z.ZodString {
  const { missing, tooLong = tooLongMessage(max) } = options;
  const bound = { error: tooLong, abort: true };
  const kind = kinds[options.kind ?? "line"];
  const plain = z.string(missing === undefined ? {} : { error: whenMissing(missing) });
  if (!kind) return plain.max(max, bound);

  const { allows, sentence } = kind;
  const trimmed = plain.max(max + maxPadding, bound).trim();
  const composed = kind === kinds.line ? trimmed.normalize("NFC") : trimmed;
  return composed.max(max, bound).refine(allows, { error: sentence, abort: true });
}

/** A text from a registry, of which only the first `max` characters are used. */
export const shortened = (max: number, shorten = withEllipsis) =>
  z.string().overwrite((given) => (given.length > max ? shorten(given, max) : given));

const withEllipsis = (given: string, max: number) => `${given.slice(0, max)}…`;

/**
 * A text without any of these characters at its beginning and end. A loop, because an expression for the end of a text
 * tries each character of a run as the beginning.
 */
export function trimCharacters(given: string, characters: string): string {
  let [start, end] = [0, given.length];
  while (start < end && characters.includes(given.charAt(start))) start += 1;
  while (end > start && characters.includes(given.charAt(end - 1))) end -= 1;
  return given.slice(start, end);
}

function tooLongMessage(max: number): string {
  return `This is too long: the limit is ${plural(max, "character")}.`;
}

/** A value of another type is refused as such. */
const whenMissing = (missing: string) => (issue: { input?: unknown }) =>
  issue.input === undefined ? missing : undefined;
