import { alternativesOf, globOf, maxAlternatives } from "./glob.ts";
import { plural } from "./plural.ts";

// The one language of patterns: tokens, immutable tags, retention and webhooks use it. docs/patterns.md explains it.

/** What patterns are compared with. Tags have no slashes. */
export type Subject = "tag" | "repository";

export const maxPatterns = 50;
export const maxPatternLength = 255;

/** Whether a list covers a name: one of its patterns matches, and none that begins with ! does. The order is irrelevant. */
export function covers(patterns: readonly string[], name: string): boolean {
  if (patterns.length === 0) return false; // the usual case, for each of thousands of tags
  const { included, excluded } = split(patterns);
  return isAmong(included, name) && !isAmong(excluded, name);
}

/** A list as regular expressions of Postgres; null: no pattern of this kind. */
export function expressionsOf(patterns: readonly string[]) {
  const { included, excluded } = split(patterns);
  return { included: oneOf(included), excluded: oneOf(excluded) };
}

/** The patterns in a text: spaces and lines separate them, and commas outside braces. */
export function patternsIn(text: string): string[] {
  const found = text.match(/(?:\{[^{}\s]*\}?|[^\s,])+/g) ?? [];
  return [...new Set(found)];
}

/** Why a list of patterns can't be used, as sentences for its author; empty if it can. */
export function problemsOf(patterns: readonly string[], subject: Subject): string[] {
  const wrong = patterns.flatMap((pattern) => {
    const problem = problemOf(pattern, subject);
    return problem ? [`${quoted(pattern)} is not a valid pattern: ${problem}`] : [];
  });
  if (wrong.length > 0) return wrong;
  if (patterns.length > 0 && patterns.every((it) => it.startsWith("!"))) return [onlyExceptions];
  const alternatives = patterns.flatMap(alternativesOf);
  return alternatives.length > maxAlternatives ? [tooManyAlternatives] : [];
}

const onlyExceptions =
  "These patterns only make exceptions, so nothing matches. Add one without !, such as *.";
const tooManyAlternatives = `The patterns have more than ${plural(maxAlternatives, "alternative")} in their braces. Use stars instead.`;

const rules: Record<Subject, { allowed: RegExp; sentence: string }> = {
  tag: {
    allowed: /^[\w.-]$/,
    sentence: "Tags have letters, digits and . _ -",
  },
  repository: {
    allowed: /^[a-z0-9._/-]$/,
    sentence: "Repositories have lower-case letters, digits and . _ - /",
  },
};

const usage = "; a pattern can also have *, **, {a,b} and ! before an exception.";

function problemOf(pattern: string, subject: Subject): string | null {
  const glob = pattern.replace(/^!/, "");
  if (glob === "") return pattern === "" ? "it is empty." : "nothing follows the exclamation mark.";
  if (pattern.length > maxPatternLength)
    return `it is longer than ${plural(maxPatternLength, "character")}.`;
  const { allowed, sentence } = rules[subject];
  const strange = [...glob].find((it) => !allowed.test(it) && !"*{},".includes(it));
  if (strange === "!") return "an exclamation mark can only be the first character.";
  if (strange) return `it contains "${strange}". ${sentence}${usage}`;
  return problemOfBraces(glob) ?? problemOfSlashes(glob);
}

function problemOfBraces(glob: string): string | null {
  let isOpen = false;
  for (const character of glob) {
    if (character === "{" && isOpen) return "braces can't be nested.";
    if (character === "}" && !isOpen) return "a closing brace has no opening brace.";
    if (character === "," && !isOpen) return "a comma separates alternatives in braces: {a,b}.";
    if (character === "{" || character === "}") isOpen = !isOpen;
  }
  return isOpen ? "it has no closing brace." : null;
}

/** Repository names have no empty component. */
function problemOfSlashes(glob: string): string | null {
  const alternatives = alternativesOf(glob);
  if (alternatives.some((it) => it === "")) return "one of its alternatives is empty.";
  const isWrong = alternatives.some((it) => /^\/|\/\/|\/$/.test(it));
  return isWrong ? "a slash is at its beginning or end, or follows another slash." : null;
}

function split(patterns: readonly string[]) {
  const excluded = patterns.filter((it) => it.startsWith("!")).map((it) => it.slice(1));
  return { included: patterns.filter((it) => !it.startsWith("!")), excluded };
}

const isAmong = (globs: readonly string[], name: string) =>
  globs.some((glob) => globOf(glob).matches(name));

function oneOf(globs: readonly string[]): string | null {
  if (globs.length === 0) return null;
  return `^(?:${globs.map((glob) => globOf(glob).expression).join("|")})$`;
}

function quoted(pattern: string): string {
  return `"${pattern.length > 100 ? `${pattern.slice(0, 100)}…` : pattern}"`;
}
