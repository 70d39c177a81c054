import { formats } from "../../platform/http/pages/format.ts";
import { plural } from "../../platform/plural.ts";
import type { BadgeFacts } from "./facts.ts";
import { textSvg, widthOf } from "./svg.ts";

export const badgeKinds = ["version", "size", "platforms", "signed"] as const;
export type BadgeKind = (typeof badgeKinds)[number];

const [height, padding, size] = [20, 6, 11]; // pixels
const colours = { good: "#0a7d5c", plain: "#0a5c57", none: "#6b7280" };

/** A badge for READMEs as SVG: what it is about on the left, its value on the right. */
export function drawBadge(kind: BadgeKind, facts: BadgeFacts | null): string {
  const { value, colour } = facts ? answerOf(kind, facts) : none;
  const left = widthOf(kind, size) + 2 * padding;
  const right = widthOf(value, size) + 2 * padding;
  const said = `${kind}: ${value}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="${height}" role="img" aria-label="${textSvg(said)}"><title>${textSvg(said)}</title><rect width="${left + right}" height="${height}" rx="3" fill="#3f4a52"/><path d="M${left} 0h${right - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-${right - 3}z" fill="${colour}"/><g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="${size}">${word(kind, padding, left)}${word(value, left + padding, right)}</g></svg>`;
}

/** Drawn in this width, in any font. */
const word = (text: string, x: number, width: number) =>
  `<text x="${x}" y="14" textLength="${width - 2 * padding}">${textSvg(text)}</text>`;

const none = { value: "none", colour: colours.none };

function answerOf(kind: BadgeKind, facts: BadgeFacts): { value: string; colour: string } {
  const { tag, bytes, platforms, signed } = facts;
  if (kind === "signed")
    return signed ? { value: "yes", colour: colours.good } : { value: "no", colour: colours.none };
  if (kind === "version") return { value: shortened(tag), colour: colours.plain };
  if (kind === "size")
    return bytes === null ? none : { value: formats.bytes(bytes), colour: colours.plain };
  if (platforms.length === 0) return none;
  return { value: namesOf(platforms), colour: colours.plain };
}

const maxNamed = 3;

function namesOf(platforms: readonly string[]): string {
  const names = platforms.slice(0, maxNamed).map((it) => shortened(it.replace(/^linux\//, "")));
  const more = platforms.length - names.length;
  return more > 0 ? `${names.join(" | ")} and ${plural(more, "other")}` : names.join(" | ");
}

const shortened = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
