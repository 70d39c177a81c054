/** What docs/patterns.md says of a list, by trying every possibility: slow, and plainly right. */
export function isCovered(patterns: readonly string[], name: string): boolean {
  const [exceptions, rules] = [true, false].map((isException) =>
    patterns.filter((it) => it.startsWith("!") === isException),
  );
  if (exceptions?.some((it) => fits(it.slice(1), name))) return false;
  return rules?.some((it) => fits(it, name)) ?? false;
}

/** Whether one pattern without ! fits; `before` is the character in front of it. */
function fits(pattern: string, text: string, before = "/"): boolean {
  const [, head, choices, tail] = /^(.*?)\{([^{}]*)\}(.*)$/su.exec(pattern) ?? [];
  if (choices !== undefined)
    return choices.split(",").some((choice) => fits(`${head}${choice}${tail}`, text, before));

  if (pattern === "") return text === "";
  const [, folders] = /^\*\*+\/(.*)$/su.exec(pattern) ?? [];
  if (before === "/" && folders !== undefined)
    return endings(text).some(
      ({ rest, skipped }) => /^(.*\/)?$/su.test(skipped) && fits(folders, rest, "/"),
    );

  const [, stars = "", others = ""] = /^(\*+)(.*)$/su.exec(pattern) ?? [];
  if (stars)
    return endings(text).some(
      ({ rest, skipped }) =>
        (stars.length > 1 || !skipped.includes("/")) && fits(others, rest, "*"),
    );

  const [letter = ""] = pattern;
  return (
    text.startsWith(letter) && fits(pattern.slice(letter.length), text.slice(letter.length), letter)
  );
}

const endings = (text: string) =>
  Array.from({ length: text.length + 1 }, (_, at) => ({
    skipped: text.slice(0, at),
    rest: text.slice(at),
  }));

const part = "(?=[a-z0-9._*-])[a-z0-9._-]*(?:\\*[a-z0-9._-]*)?";
const grammar = new RegExp(`^(?:${part}(?:/${part})*|(?:[a-z0-9._-]+/)*\\*\\*)$`);

/** The patterns of tokens, and what they meant, before there was one language. */
export const formerTokens = {
  isPattern: (text: string) => text.length <= 255 && grammar.test(text),
  matches: (patterns: readonly string[], name: string) =>
    new RegExp(`^(${patterns.map(formerExpression).join("|")})$`).test(name),
};

function formerExpression(pattern: string): string {
  const escaped = (text: string) => text.replaceAll(".", "\\.");
  const [head = "", rest] = pattern.split("**");
  if (rest !== undefined) return `${escaped(head)}.+`;
  return pattern.split("*").map(escaped).join("[^/]*");
}

/** The same of immutable tags. */
export const formerTags = {
  isPattern: (text: string) => /^!?[\w.*-]{1,128}$/.test(text),
  matches: (patterns: readonly string[], tag: string) => isCovered(patterns, tag),
};
