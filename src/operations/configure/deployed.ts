import { readFileSync } from "node:fs";

/** The text of a file in compose.yml's folder, from which a file for this instance is made. */
export function deployed(path: string): string {
  return readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
}

/** The text with every pair's first text replaced by its second. A file that has changed so that one is missing is an error. */
export function replaced(text: string, pairs: readonly (readonly [string, string])[]): string {
  return pairs.reduce((result, [from, to]) => {
    if (!result.includes(from)) throw new Error(`There is no ${from} to replace.`);
    return result.replaceAll(from, () => to);
  }, text);
}

/** The lines of a file without the comment at its top, which is about the file in the repository. */
export function withoutHead(text: string): string {
  const lines = text.split("\n");
  return lines.slice(lines.findIndex((line) => !line.startsWith("#"))).join("\n");
}
