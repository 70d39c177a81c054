import { hasNul } from "../../../platform/db/text.ts";
import { parseJson } from "../../../platform/json.ts";
import { ScimError } from "./error.ts";

// The filters and paths of RFC 7644, 3.4.2.2 and 3.5.2, with what Entra ID sends beside them: a name after a filter in
// brackets, and values without quotes. Names of attributes are in lower case, without the URN of the core schemas.

const maxLength = 2_000; // characters
const maxDepth = 8; // brackets within each other
const maxComparisons = 50;

const operators = ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"] as const;

export type Operator = (typeof operators)[number];
export type Value = string | number | boolean | null;

export type Filter =
  | { is: "and" | "or"; left: Filter; right: Filter }
  | { is: "not"; of: Filter }
  | { is: "compare"; attribute: string; operator: Operator; value: Value }
  | { is: "present"; attribute: string }
  /** One entry of a list matches all of the filter. */
  | { is: "within"; attribute: string; of: Filter };

/** What an operation of PATCH changes: `name.givenName` and `emails[type eq "work"].value` have a `sub`. */
export interface Path {
  attribute: string;
  where: Filter | null;
  sub: string | null;
}

/** Parses a filter. Throws ScimError for one that is malformed, or longer or deeper than any that is really sent. */
export function parseFilter(text: string): Filter {
  const reader = readerOf(text, "invalidFilter");
  const filter = readOr(reader, 0);
  if (reader.next() !== undefined) throw reader.problem();
  return filter;
}

export function parsePath(text: string): Path {
  const reader = readerOf(text, "invalidPath");
  const attribute = nameIn(reader);
  if (reader.peek() !== "[") {
    if (reader.peek() !== undefined) throw reader.problem();
    const at = attribute.startsWith("urn:") ? -1 : attribute.indexOf(".");
    if (at < 0) return { attribute, where: null, sub: null };
    return { attribute: attribute.slice(0, at), where: null, sub: attribute.slice(at + 1) };
  }
  const where = readBrackets(reader, 0);
  const sub = readSub(reader);
  if (reader.next() !== undefined) throw reader.problem();
  return { attribute, where, sub };
}

interface Reader {
  peek(): string | undefined;
  next(): string | undefined;
  problem(): ScimError;
  /** Counts a comparison. */
  count(): void;
}

function readerOf(text: string, type: "invalidFilter" | "invalidPath"): Reader {
  if (text.length > maxLength) throw new ScimError(400, type, tooLong);
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[()[\]]|[^\s()[\]"]+|"/g) ?? [];
  let [at, comparisons] = [0, 0];
  const problem = () => {
    const near = tokens[Math.max(0, at - 1)]?.slice(0, 60);
    const place = near ? ` near ${near}` : "";
    return new ScimError(
      400,
      type,
      `This can't be read${place}. Write it as in userName eq "ada".`,
    );
  };
  return {
    peek: () => tokens[at],
    next: () => tokens[at++],
    problem,
    count() {
      comparisons += 1;
      if (comparisons > maxComparisons)
        throw new ScimError(400, type, `Compare at most ${maxComparisons} values.`);
    },
  };
}

const tooLong = `This is too long: the limit is ${maxLength} characters.`;

function readOr(reader: Reader, depth: number): Filter {
  let left = readAnd(reader, depth);
  while (isWord(reader.peek(), "or")) {
    reader.next();
    left = { is: "or", left, right: readAnd(reader, depth) };
  }
  return left;
}

function readAnd(reader: Reader, depth: number): Filter {
  let left = readOne(reader, depth);
  while (isWord(reader.peek(), "and")) {
    reader.next();
    left = { is: "and", left, right: readOne(reader, depth) };
  }
  return left;
}

function readOne(reader: Reader, depth: number): Filter {
  if (depth > maxDepth) throw new ScimError(400, "invalidFilter", tooDeep);
  if (isWord(reader.peek(), "not")) {
    reader.next();
    return { is: "not", of: readParentheses(reader, depth) };
  }
  if (reader.peek() === "(") return readParentheses(reader, depth);

  const attribute = nameIn(reader);
  if (reader.peek() !== "[") return readComparison(reader, attribute);
  const where = readBrackets(reader, depth);
  const sub = readSub(reader);
  if (sub === null) return { is: "within", attribute, of: where };
  const right = readComparison(reader, sub);
  return { is: "within", attribute, of: { is: "and", left: where, right } };
}

const tooDeep = `Nest at most ${maxDepth} pairs of parentheses.`;

function readParentheses(reader: Reader, depth: number): Filter {
  if (reader.next() !== "(") throw reader.problem();
  const filter = readOr(reader, depth + 1);
  if (reader.next() !== ")") throw reader.problem();
  return filter;
}

function readBrackets(reader: Reader, depth: number): Filter {
  reader.next();
  const filter = readOr(reader, depth + 1);
  if (reader.next() !== "]") throw reader.problem();
  return filter;
}

/** The name after a filter in brackets: `.value`. */
function readSub(reader: Reader): string | null {
  if (!reader.peek()?.startsWith(".")) return null;
  const name = reader.next()?.slice(1).toLowerCase() ?? "";
  if (!isName(name)) throw reader.problem();
  return name;
}

function readComparison(reader: Reader, attribute: string): Filter {
  reader.count();
  const word = reader.next()?.toLowerCase();
  if (word === "pr") return { is: "present", attribute };
  const operator = operators.find((it) => it === word);
  const value = operator ? valueIn(reader.next()) : undefined;
  if (!operator || value === undefined) throw reader.problem();
  return { is: "compare", attribute, operator, value };
}

/** Undefined if it is not a value. */
function valueIn(token: string | undefined): Value | undefined {
  if (token === undefined || /^["()[\]]$/.test(token)) return undefined;
  const value = parseJson(/^(true|false|null)$/i.test(token) ? token.toLowerCase() : token);
  if (typeof value === "string" && hasNul(value)) return undefined; // Postgres has no such text
  if (value === null || ["string", "number", "boolean"].includes(typeof value))
    return value as Value; // checked on this line and the one above
  return token.startsWith('"') ? undefined : token;
}

function nameIn(reader: Reader): string {
  const name = withoutCoreUrn(reader.next() ?? "");
  if (!isName(name)) throw reader.problem();
  return name;
}

const isName = (text: string) => /^[a-z$][a-z0-9$_:.-]*$/.test(text);
const isWord = (token: string | undefined, word: string) => token?.toLowerCase() === word;

/** A name of an attribute in lower case, without the URN of the core schema of users and groups. */
export const withoutCoreUrn = (name: string): string =>
  name.toLowerCase().replace(/^urn:ietf:params:scim:schemas:core:2\.0:(user|group):/, "");
