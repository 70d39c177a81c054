import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { createCache } from "../../platform/cache.ts";
import { formats } from "../../platform/http/pages/format.ts";
import { createLimiter } from "../../platform/limiter.ts";
import { plural } from "../../platform/plural.ts";
import type { BadgeFacts } from "./facts.ts";
import { textSvg, widthOf } from "./svg.ts";

/** What the picture of a shared link shows. */
export interface CardContent {
  namespace: string; // with its slash; empty for a top-level image
  name: string;
  description: string; // plain text
  host: string;
  tagsCount: number;
  pullsCount: bigint;
  facts: BadgeFacts | null;
}

const [width, height, margin] = [1200, 630, 80]; // pixels, as previews of links want them (ogp.me)
const inner = width - 2 * margin;

/** The picture as SVG. */
export function drawCard(content: CardContent): string {
  const { namespace, name, description, host } = content;
  const size = fitting(name, { largest: 84, smallest: 34 });
  const lines = wrapped(description, 30).map(
    (line, at) => `<text x="${margin}" y="${330 + at * 44}" fill="#c3d3d6">${textSvg(line)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="DejaVu Sans">
<rect width="${width}" height="${height}" fill="#0f171c"/><rect width="${width}" height="16" fill="#57c7b3"/>
<text x="${margin}" y="140" font-size="34" fill="#8fa3a8">${textSvg(cut(namespace, 34))}</text>
<text x="${margin}" y="235" font-size="${size}" font-weight="bold" fill="#fff">${textSvg(cut(name, size))}</text>
<g font-size="30">${lines.join("")}</g>
<text x="${margin}" y="490" font-size="32" fill="#fff">${textSvg(factsLine(content))}</text>
<g transform="translate(${margin} 522) scale(1.7)">${mark}</g>
<text x="${margin + 76}" y="562" font-size="28" fill="#8fa3a8">${textSvg(cut(host, 28))}</text>
</svg>`;
}

const mark = readFileSync(
  fileURLToPath(new URL("../../../public/favicon.svg", import.meta.url)),
  "utf8",
)
  .replace(/<svg[^>]{1,300}>/, '<g fill="none" stroke-linecap="round" stroke-linejoin="round">')
  .replace("</svg>", "</g>");

function factsLine({ tagsCount, pullsCount, facts }: CardContent): string {
  const size = facts?.bytes ? [formats.bytes(facts.bytes)] : [];
  const signed = facts?.signed ? ["signed"] : [];
  return [plural(tagsCount, "tag"), plural(pullsCount, "pull"), ...size, ...signed].join("  ·  ");
}

/** The largest size at which a text fits into a line. */
function fitting(text: string, { largest, smallest }: Record<"largest" | "smallest", number>) {
  const size = Math.floor((largest * inner) / Math.max(1, widthOf(text, largest)));
  return Math.min(largest, Math.max(smallest, size));
}

function cut(text: string, size: number): string {
  const signs = [...text];
  if (widthOf(text, size) <= inner) return text;
  while (signs.length > 0 && widthOf(`${signs.join("")}…`, size) > inner) signs.pop();
  return `${signs.join("")}…`;
}

const maxLines = 3;

function wrapped(text: string, size: number): string[] {
  const lines = [""];
  for (const word of text.slice(0, 400).split(/\s/).filter(Boolean)) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (widthOf(longer, size) <= inner) lines[lines.length - 1] = longer;
    else lines.push(cut(word, size));
  }
  if (lines.length <= maxLines) return lines;
  return [...lines.slice(0, maxLines - 1), cut(`${lines[maxLines - 1]} …`, size)];
}

const cards = createCache<Buffer>(64); // about 40 kB each
const dayMs = 86_400_000;
const limited = createLimiter({ maxRunning: 1, maxWaiting: 20 });

/** The picture as PNG. It is drawn in a thread of the library, one at a time, and cached as long as nothing changes. */
export function renderCard(content: CardContent): Promise<Buffer> {
  const svg = drawCard(content);
  const key = createHash("sha256").update(svg).digest("base64url");
  return cards.fetch(key, dayMs, () => limited(() => render(svg)));
}

const require = createRequire(import.meta.url);
const fonts = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"];

async function render(svg: string): Promise<Buffer> {
  const { renderAsync } = await import("@resvg/resvg-js"); // loaded by the first card only
  const fontFiles = fonts.map((file) => require.resolve(`dejavu-fonts-ttf/ttf/${file}`));
  const image = await renderAsync(svg, {
    font: { fontFiles, loadSystemFonts: false, defaultFontFamily: "DejaVu Sans" },
  });
  return image.asPng();
}
