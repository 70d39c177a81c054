import { problemsOf } from "../../platform/patterns.ts";

/** What a regular expression becomes. */
export interface Converted {
  patterns: string[];
  /** Whether the patterns match exactly the same tags, whatever they are called. */
  isExact: boolean;
}

interface Piece {
  glob: string;
  isExact: boolean;
}

/**
 * The patterns that are nearest to a regular expression of retention rules; null if it has parts that no pattern can
 * come near to, such as nested groups or references.
 */
export function convertExpression(expression: string): Converted | null {
  const [, whole] = /^\^\((?:\?:)?([^()]*)\)\$$/.exec(expression) ?? [];
  const branches = whole?.split("|").map((it) => `^${it}$`) ?? branchesOf(expression);
  const pieces = branches.map(convertBranch);
  const found = pieces.flatMap((it) => it ?? []);
  if (found.length < pieces.length) return null;
  const patterns = [...new Set(found.map(({ glob }) => glob.replace(/\*+/g, "*")))];
  if (problemsOf(patterns, "tag").length > 0) return null;
  return { patterns, isExact: found.every(({ isExact }) => isExact) };
}

/** The alternatives outside of groups. */
const branchesOf = (expression: string) => expression.split(/\|(?![^()]{0,200}\))/);

/** A branch without an anchor at an end is searched for, so anything may be there. */
function convertBranch(branch: string): Piece | null {
  const [, start, body = "", end] = /^(\^?)(.*?)((?<!\\)\$)?$/s.exec(branch) ?? [];
  const piece = convertSequence(body);
  return piece && { ...piece, glob: `${start ? "" : "*"}${piece.glob}${end ? "" : "*"}` };
}

const atom =
  /(\\[.\-_]|[A-Za-z0-9_-]|\\d|\\w|\.|\[[^\]^]*\]|\[\^[^\]]*\]|\((?:\?:)?[^()|]*(?:\|[^()|]*)*\))([*+?]|\{\d+(?:,\d*)?\})?/gy;

function convertSequence(text: string): Piece | null {
  atom.lastIndex = 0;
  const pieces = [...text.matchAll(atom)];
  if (pieces.map(([all]) => all).join("") !== text) return null;
  const converted = pieces.map(([, what = "", count = ""]) => convertAtom(what, count));
  const found = converted.flatMap((it) => it ?? []);
  if (found.length < converted.length) return null;
  return { glob: found.map(({ glob }) => glob).join(""), isExact: found.every((it) => it.isExact) };
}

function convertAtom(what: string, count: string): Piece | null {
  if (what.startsWith("(")) return convertGroup(what.replace(/^\((?:\?:)?|\)$/g, ""), count);
  if (what === ".") return count === "*" ? { glob: "*", isExact: true } : convertDot(count);
  if (/^\\[dw]$|^\[/.test(what)) return { glob: "*", isExact: false };
  const letter = what.replace("\\", "");
  if (count === "") return { glob: letter, isExact: true };
  return count === "?" ? { glob: `{${letter},}`, isExact: true } : { glob: "*", isExact: false };
}

/** Most people who write 1.0 mean the dot. */
const convertDot = (count: string): Piece =>
  count === "" ? { glob: ".", isExact: false } : { glob: "*", isExact: false };

/** Alternatives without groups of their own. */
function convertGroup(inside: string, count: string): Piece | null {
  if (count !== "" && count !== "?") return { glob: "*", isExact: false };
  const choices = inside.split("|").map(convertSequence);
  const found = choices.flatMap((it) => it ?? []);
  if (found.length < choices.length || found.some(({ glob }) => /[{}]/.test(glob))) return null;
  const globs = [...found.map(({ glob }) => glob), ...(count === "?" ? [""] : [])];
  const glob = globs.length === 1 ? globs.join("") : `{${globs.join(",")}}`;
  return { glob, isExact: found.every((it) => it.isExact) };
}
