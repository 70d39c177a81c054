// One pattern without its "!": a glob with *, ** and {a,b}. Matching takes at most the length of the pattern times the
// length of the name, whatever the pattern is.

interface Glob {
  matches: (name: string) => boolean;
  /** The same as a regular expression of Postgres, not anchored. */
  expression: string;
}

const maxCompiled = 2_000;
const compiled = new Map<string, Glob>();

export function globOf(pattern: string): Glob {
  const known = compiled.get(pattern);
  if (known) return known;
  if (compiled.size >= maxCompiled) compiled.clear();
  const glob = compile(pattern);
  compiled.set(pattern, glob);
  return glob;
}

export const maxAlternatives = 100;

/** What a pattern stands for without braces: `{a,b}-1` for a-1 and b-1. Stops after one more than the limit. */
export function alternativesOf(pattern: string): string[] {
  let found = [""];
  for (const part of pattern.split(/(\{[^{}]*\})/)) {
    const choices = /^\{.*\}$/s.test(part) ? part.slice(1, -1).split(",") : [part];
    const heads = found;
    found = [];
    for (const head of heads)
      for (const choice of choices) if (found.length <= maxAlternatives) found.push(head + choice);
  }
  return found;
}

function compile(pattern: string): Glob {
  const alternatives = alternativesOf(pattern);
  const matchers = alternatives.map(matcherOf);
  return {
    matches: (name) => matchers.some((matches) => matches(name)),
    expression: `(?:${alternatives.map((glob) => stepsOf(glob).map(expressionOf).join("")).join("|")})`,
  };
}

type Matcher = (name: string) => boolean;

function matcherOf(glob: string): Matcher {
  if (!glob.includes("*")) return (name) => name === glob;
  const components = glob.split("/");
  const isWithin = components.length === 1; // then all stars are alike in a name without slashes
  const byComponent: Matcher = (name) => matchesComponents(components, name.split("/"));
  if (!glob.includes("**")) return byComponent;
  const bySteps = stepMatcher(stepsOf(glob));
  return (name) => (isWithin && !name.includes("/") ? matchesFlat(glob, name) : bySteps(name));
}

function matchesComponents(globs: readonly string[], names: readonly string[]): boolean {
  return (
    globs.length === names.length && globs.every((glob, at) => matchesFlat(glob, names[at] ?? ""))
  );
}

/** Finds each part between stars at its leftmost position. */
function matchesFlat(glob: string, name: string): boolean {
  const [head = "", ...rest] = glob.split("*");
  const tail = rest.pop();
  if (tail === undefined) return glob === name;
  if (!name.startsWith(head)) return false;

  let at = head.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - tail.length >= at && name.endsWith(tail);
}

const folders = "**/"; // whole components, or nothing
const anything = "**";
const withinComponent = "*";

/** The steps of a glob: stars and single characters. */
function stepsOf(glob: string): string[] {
  const steps = glob.match(/(?<=^|\/)(?:\*{2,}\/)+|\*{2,}|./gsu) ?? [];
  return steps.map((step) => {
    if (step.length < 2 || !step.startsWith("*")) return step;
    return step.endsWith("/") ? folders : anything;
  });
}

/** Follows all ways to match at the same time, so none is tried again. */
function stepMatcher(steps: readonly string[]): Matcher {
  const places = steps.length + 1;
  const star = steps.findIndex(isStar);
  const head = steps.slice(0, star).join("");

  /** Marks a place as reached, and those behind it that need no character. */
  function enter(reached: Uint8Array, from: number): void {
    let at = from;
    reached[at] = 1;
    while (isStar(steps[at])) {
      at += 1;
      reached[at] = 1;
    }
  }

  function follow(character: string, { before, after }: Record<"before" | "after", Uint8Array>) {
    after.fill(0);
    for (let at = 0; at < steps.length; at += 1) {
      if (before[at] === 0) continue;
      const step = steps[at];
      if (step === folders) {
        after[at] = 1;
        if (character === "/") enter(after, at + 1);
      } else if (step === anything || (step === withinComponent && character !== "/"))
        enter(after, at);
      else if (step === character && step !== withinComponent) enter(after, at + 1);
    }
  }

  return (name) => {
    if (!name.startsWith(head)) return false;
    let [before, after] = [new Uint8Array(places), new Uint8Array(places)];
    enter(before, star);
    for (const character of name.slice(head.length)) {
      follow(character, { before, after });
      [before, after] = [after, before];
    }
    return before[steps.length] === 1;
  };
}

const isStar = (step: string | undefined) =>
  step === folders || step === anything || step === withinComponent;

function expressionOf(step: string): string {
  if (step === folders) return "(?:.*/)?";
  if (step === anything) return ".*";
  if (step === withinComponent) return "[^/]*";
  return /[\w/-]/.test(step) ? step : `\\${step}`;
}
