import { linear } from "../../../platform/charts/scales.ts";
import { formats } from "../../../platform/http/pages/format.ts";
import { plural } from "../../../platform/plural.ts";
import type { BaseImage } from "../bases/base.ts";
import { baseName } from "../bases/names.ts";
import type { Block, LayerTree } from "./tree.ts";

/** A block in the picture: x and width in percent, y and height in pixels. */
export interface DrawnBlock {
  x: number;
  width: number;
  y: number;
  height: number;
  kind: "base" | "outdated" | "shared" | "own";
  title: string;
}

export const rowHeight = 28; // pixels, as in layer-map.css
const gap = 2;

/** `rows` are the images of the tree in their order. */
export function drawBlocks(
  { blocks, largest }: LayerTree,
  rows: readonly { base: BaseImage | null }[],
): DrawnBlock[] {
  const scale = linear([0, Math.max(1, largest)]);
  return blocks.map((block) => {
    const base = baseOfBlock(block, rows);
    return {
      x: scale(block.offset),
      width: scale(block.bytes),
      y: block.row * rowHeight + gap / 2,
      height: block.rows * rowHeight - gap,
      kind: kindOf(block, base),
      title: titleOf(block, base),
    };
  });
}

/** The base of which a block is a part: it lies below where the base of one of its images ends. */
function baseOfBlock(
  { row, rows: count, depth, layers }: Block,
  rows: readonly { base: BaseImage | null }[],
): BaseImage | null {
  const end = depth + layers;
  const members = rows.slice(row, row + count);
  return members.find(({ base }) => (base?.layers ?? 0) >= end)?.base ?? null;
}

function kindOf({ rows }: Block, base: BaseImage | null): DrawnBlock["kind"] {
  if (base) return base.state === "moved" ? "outdated" : "base";
  return rows > 1 ? "shared" : "own";
}

function titleOf({ layers, bytes, rows }: Block, base: BaseImage | null): string {
  const from = base ? `, from ${baseName(base)}${base.state === "moved" ? " (outdated)" : ""}` : "";
  return `${plural(layers, "layer")}, ${formats.bytes(bytes)}, in ${plural(rows, "image")}${from}`;
}
