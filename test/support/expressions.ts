import { readdirSync, readFileSync } from "node:fs";
import { parse } from "acorn";
import { transformSync } from "esbuild";
import { analyse } from "scslre";
import { trimCharacters } from "../../src/platform/bounded-text.ts";

/** A regular expression in the code whose cost can grow faster than the text that it reads. */
export interface CostlyExpression {
  place: string; // "src/registry/names.ts:61"
  expression: string;
  why: string;
}

/** Finds the costly expressions in the programs and views below some folders. */
export function costlyExpressions(folders: readonly string[]): CostlyExpression[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => /\.(ts|js|ejs)$/.test(path) && !path.includes("generated/"))
      .map((path) => `${folder}/${path}`)
      .flatMap((path) => costlyExpressionsIn(readFileSync(path, "utf8"), path)),
  );
}

export function costlyExpressionsIn(text: string, path: string): CostlyExpression[] {
  return expressionsIn(programOf(text, path)).flatMap(({ source, flags, raw }) => {
    const why = costOf(source, flags);
    return why
      ? linesWith(raw, text).map((line) => ({ place: `${path}:${line}`, expression: raw, why }))
      : [];
  });
}

/**
 * Why the cost of an expression grows faster than its text: it can split a run of characters in several ways, or reads a
 * run again from each of its characters. Null if it does not.
 */
export function costOf(source: string, flags: string): string | null {
  const [report] = analyse({ source, flags }).reports;
  if (!report) return null;
  const run = `a run of ${JSON.stringify(report.character.pick)}`;
  if (report.exponential) return `Its cost is exponential in ${run}.`;
  return report.type === "Move"
    ? `It reads ${run} again from each of its characters.`
    : `It can split ${run} in several ways, and tries all of them.`;
}

/** A file as JavaScript: of a view, what is between its tags. */
function programOf(text: string, path: string): string {
  if (path.endsWith(".ejs"))
    return text
      .split("<%")
      .slice(1)
      .flatMap((part) => part.split("%>", 1))
      .filter((code) => !code.startsWith("#"))
      .map((code) =>
        /^[-=]/.test(code) ? `(${trimCharacters(code, "-=_")});` : trimCharacters(code, "-_"),
      )
      .join("\n");
  return transformSync(text, { loader: path.endsWith(".ts") ? "ts" : "js", target: "esnext" }).code;
}

interface Expression {
  source: string;
  flags: string;
  raw: string; // as it is in the code
}

/** The literals of a program, and the texts that it gives to RegExp. */
function expressionsIn(program: string): Expression[] {
  const found: Expression[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    found.push(...literalIn(node), ...constructedIn(node));
    for (const part of Object.values(node)) visit(part);
  };
  visit(parse(program, { ecmaVersion: "latest", sourceType: "module" }));
  return found;
}

interface Node {
  type?: string;
  raw?: string;
  value?: unknown;
  name?: string;
  regex?: { pattern: string; flags: string };
  callee?: Node;
  arguments?: Node[];
}

function literalIn({ regex, raw = "" }: Node): Expression[] {
  return regex ? [{ source: regex.pattern, flags: regex.flags, raw }] : [];
}

function constructedIn({ callee, arguments: given = [] }: Node): Expression[] {
  const [source, flags] = given;
  if (callee?.name !== "RegExp" || typeof source?.value !== "string") return [];
  return [{ source: source.value, flags: String(flags?.value ?? ""), raw: source.raw ?? "" }];
}

/** The lines of a file that have an expression; the first line if it is written in another way there. */
function linesWith(raw: string, text: string): number[] {
  const lines = text.split("\n").flatMap((line, at) => (line.includes(raw) ? [at + 1] : []));
  return lines.length > 0 ? lines : [1];
}
