import type { Condition } from "./read.ts";

// How entries of docker_auth's ACL match. Its patterns are globs, or regular expressions between slashes. Those of a file
// are never run here: the usual forms are recognized, and any other one may match.

/** Whether something matches everything that is asked about, nothing of it, or maybe some. */
export type Match = "yes" | "no" | "maybe";

/** Somebody who asks. An unknown person has a name that no pattern contains, and a visitor has none. */
export interface Asker {
  name: string;
  labels: ReadonlyMap<string, readonly string[]>;
}

/** Whether an entry matches all requests of somebody for repositories directly below a namespace. */
export function matchEntry(match: Condition, asker: Asker, namespace: string): Match {
  const { account, name, type, labels, ...others } = match;
  return allOf([
    account === undefined ? "yes" : matchText(account, asker.name),
    name === undefined ? "yes" : someOf(expand(name, asker).map((it) => matchName(it, namespace))),
    type === undefined ? "yes" : matchText(type, "repository"),
    ...Object.entries(labels ?? {}).map(([label, pattern]) =>
      someOf((asker.labels.get(label) ?? []).map((value) => matchText(pattern, value))),
    ),
    Object.keys(others).length === 0 ? "yes" : "maybe", // addresses, services
  ]);
}

const allOf = (matches: readonly Match[]): Match =>
  matches.includes("no") ? "no" : matches.includes("maybe") ? "maybe" : "yes";

const someOf = (matches: readonly Match[]): Match =>
  matches.includes("yes") ? "yes" : matches.includes("maybe") ? "maybe" : "no";

const maxExpansions = 100; // of one pattern for one person

/** A pattern of names with the person's name and labels in it: one for each value of a label. */
export function expand(pattern: string, { name, labels }: Asker): string[] {
  let patterns = [pattern.replaceAll(`\${account}`, name)];
  for (const [label, values] of labels)
    patterns = patterns
      .flatMap((it) =>
        it.includes(`\${labels:${label}}`)
          ? values.map((value) => it.replaceAll(`\${labels:${label}}`, value))
          : [it],
      )
      .slice(0, maxExpansions);
  return patterns.filter((it) => !it.includes("${labels:"));
}

const expressionIn = (pattern: string) =>
  pattern.length > 2 && pattern.startsWith("/") && pattern.endsWith("/")
    ? pattern.slice(1, -1)
    : undefined;

/** Whether a pattern of names or labels is one of the forms that are recognized. */
export const isUnderstood = (pattern: string): boolean => matchText(pattern, "") !== "maybe";

const plain = /^[\w.@-]*$/;

/** A name or a label against its pattern. */
function matchText(pattern: string, text: string): Match {
  const expression = expressionIn(pattern);
  if (expression !== undefined) return matchExpression(expression, text);
  if (pattern === "*") return "yes";
  if (pattern === "?*") return text === "" ? "no" : "yes";
  const [start = "", ...rest] = pattern.split("*");
  if (!plain.test(start) || rest.length > 1 || rest.some((it) => it !== "")) return "maybe";
  if (rest.length === 1) return text.startsWith(start) ? "yes" : "no";
  return start === text ? "yes" : "no";
}

function matchExpression(expression: string, text: string): Match {
  if (/^\^?\.\*\$?$/.test(expression)) return "yes";
  if (/^\^?\.\+\$?$/.test(expression)) return text === "" ? "no" : "yes";
  const [, start, words = "", end] = /^(\^)?\(?([^()^$]*)\)?(\$)?$/.exec(expression) ?? [];
  const isGroup = expression.includes("(") === expression.includes(")");
  const alternatives = words.split("|");
  const isPlain = alternatives.every((it) => /^[\w@-]+$/.test(it)); // a dot would be any character
  if (
    !isPlain ||
    !isGroup ||
    (alternatives.length > 1 && !expression.includes("(") && (start || end))
  )
    return "maybe";
  const fits = (word: string) =>
    start && end
      ? text === word
      : start
        ? text.startsWith(word)
        : end
          ? text.endsWith(word)
          : text.includes(word);
  return alternatives.some(fits) ? "yes" : "no";
}

/** A pattern of repository names against all names directly below a namespace. */
function matchName(pattern: string, namespace: string): Match {
  const expression = expressionIn(pattern);
  if (expression !== undefined) return matchNameExpression(expression, namespace);
  const [first = "", ...rest] = pattern.split("/");
  if (rest.length === 0) return "no"; // a top-level name
  if (first !== "*" && !plain.test(first)) return "maybe";
  if (rest.length > 1 || (first !== "*" && first !== namespace)) return "no";
  return rest[0] === "*" ? "yes" : "maybe";
}

const wholeNamespace = /^(?<start>\^)?(?<name>[\w-]+)\\?\/\.[*+]\$?$/;

function matchNameExpression(expression: string, namespace: string): Match {
  if (/^\^?\.[*+]\$?$/.test(expression)) return "yes";
  const { start, name } = wholeNamespace.exec(expression)?.groups ?? {};
  if (name === undefined) return "maybe";
  return namespace === name || (!start && namespace.endsWith(name)) ? "yes" : "no";
}

/** The namespace that a pattern of names is about as a whole; null if there is none. */
export function namespaceOf(pattern: string): string | null {
  const expression = expressionIn(pattern);
  if (expression !== undefined) return wholeNamespace.exec(expression)?.groups?.name ?? null;
  const [first = "", ...rest] = pattern.split("/");
  return rest.length === 1 && rest[0] === "*" && first !== "" && plain.test(first) ? first : null;
}
