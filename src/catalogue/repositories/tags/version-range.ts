/**
 * A comparison with a version: with its numbers if it has no suffix, so that 1.4.0-alpine counts as 1.4.0; exactly if it has
 * one. Without a suffix the operator is `>=` or `<`.
 */
export interface VersionBound {
  operator: ">=" | ">" | "<" | "<=";
  version: string;
}

/** Any of these must hold, and all bounds in it. No bounds: every version. */
export type VersionRange = VersionBound[][];

export const rangeExamples = "^1.4, >=1.2 <2, 1.x or 1.2 - 1.4";

const maxAlternatives = 10;
const maxBounds = 10;
const maxWordLength = 140; // an operator and the longest tag

/** Reads a range in the syntax of npm. Null: it is not a range. */
export function readVersionRange(text: string): VersionRange | null {
  const alternatives = text.split("||").map(readAlternative);
  if (alternatives.length > maxAlternatives) return null;
  const range = alternatives.filter((bounds) => bounds !== null);
  return range.length === alternatives.length ? range : null;
}

function readAlternative(text: string): VersionBound[] | null {
  const spaced = text.trim().replace(/^(\S{1,140}) - (\S{1,140})$/, ">=$1 <=$2");
  const words = spaced.replace(/([<>=^~]) +/g, "$1").split(/[ ,]+/);
  if (words.length > maxBounds) return null;
  const bounds = words.map(readComparison);
  const known = bounds.filter((them) => them !== null);
  return known.length === bounds.length ? known.flat() : null;
}

/** `1.4`, `1.x` and `1.4.0-rc.1`, with an operator or none. */
const comparison =
  /^(>=|<=|[<>=^~]|)v?(\d{1,17}|[xX*])(?:\.(\d{1,17}|[xX*]))?(?:\.(\d{1,17}|[xX*]))?(?:\.(\d{1,17}|[xX*]))?([-_.]?[A-Za-z][\w.-]*|[-_][\w.-]+|)$/;

function readComparison(word: string): VersionBound[] | null {
  if (word.length > maxWordLength) return null;
  const [, operator = "", ...parts] = comparison.exec(word) ?? [];
  if (parts.length === 0) return null;
  const suffix = parts.pop() ?? "";
  const given = parts.filter((part) => part !== undefined);
  const wildcard = given.findIndex((part) => /^[xX*]$/.test(part));
  const numbers = given.slice(0, wildcard < 0 ? undefined : wildcard).map(BigInt);
  if (wildcard >= 0 && suffix) return null;
  if (numbers.length === 0) return ["", "=", ">=", "<=", "^", "~"].includes(operator) ? [] : null;
  return boundsOf(operator, numbers, suffix);
}

function boundsOf(operator: string, numbers: bigint[], suffix: string): VersionBound[] {
  const exact = written(numbers) + suffix;
  const from: VersionBound = { operator: ">=", version: exact };
  if (operator === ">=") return [from];
  if (operator === "<") return [{ operator, version: exact }];
  if (operator === "^") return [from, below(numbers, firstNonZero(numbers))];
  if (operator === "~") return [from, below(numbers, Math.min(1, numbers.length - 1))];

  const last = numbers.length - 1;
  if (operator === ">")
    return [suffix ? { operator, version: exact } : { ...from, version: next(numbers, last) }];
  const to: VersionBound = suffix ? { operator: "<=", version: exact } : below(numbers, last);
  return operator === "<=" ? [to] : [from, to];
}

/** The caret keeps the first number that is not 0. */
function firstNonZero(numbers: bigint[]): number {
  const found = numbers.findIndex((number) => number > 0n);
  return found < 0 ? numbers.length - 1 : found;
}

function below(numbers: bigint[], at: number): VersionBound {
  return { operator: "<", version: next(numbers, at) };
}

function next(numbers: bigint[], at: number): string {
  const kept = numbers.slice(0, at + 1);
  return written(kept.map((number, index) => (index === at ? number + 1n : number)));
}

const written = (numbers: bigint[]) => numbers.join(".");
