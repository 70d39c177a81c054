import { type Tile, treemap } from "../../../platform/charts/treemap.ts";
import { plural } from "../../../platform/plural.ts";

/** A thing with a size: a namespace, a repository or an image. */
export interface Block {
  name: string;
  href: string | null;
  stored: bigint;
  exclusive: bigint; // what deleting it frees
  unknown?: number; // what could add to both
  isPart?: boolean; // only what the viewer may see of it was summed
}

export interface DrawnBlock extends Block, Tile {
  /** The part of the tile that is shared with others, in percent of its height. */
  shared: number;
  /** How wide a window must be so that the tile has room for a label: always, wide or none. */
  label: "always" | "wide" | "none";
  /** How many lines it has room for: the name, what is stored, what deleting it frees. */
  lines: number;
}

const maxTiles = 40;
const leastShare = 0.004; // of the total: a smaller tile could not be hit with a finger
const frame = { width: 1.7, height: 1 }; // between that of a window and that of a telephone

/**
 * A treemap of blocks, largest first. Its area is what is stored, so a layer in two blocks counts in both. Small blocks are
 * folded into one. `rest` is what the caller has not listed. Empty if nothing is stored.
 */
export function drawBlocks(blocks: readonly Block[], rest: Rest | null = null): DrawnBlock[] {
  const all = fold(blocks, rest).filter(({ stored }) => stored > 0n);
  const tiles = treemap(
    all.map(({ stored }) => Number(stored)),
    frame,
  );
  return all.flatMap((block, n) => {
    const tile = tiles[n];
    return tile ? [{ ...block, ...tile, shared: sharedPart(block), ...room(tile) }] : [];
  });
}

export interface Rest {
  count: number;
  stored: bigint;
  exclusive: bigint;
}

function fold(blocks: readonly Block[], rest: Rest | null): Block[] {
  const sorted = blocks.toSorted((one, other) => Number(other.stored - one.stored));
  const total = Number(sumOf(sorted, "stored") + (rest?.stored ?? 0n));
  const large = sorted
    .filter(({ stored }) => Number(stored) >= leastShare * total)
    .slice(0, maxTiles);
  const small = sorted.slice(large.length);
  const [only] = small;
  if (!rest && only && small.length === 1) return [...large, only];

  const count = small.length + (rest?.count ?? 0);
  if (count === 0) return large;
  const stored = sumOf(small, "stored") + (rest?.stored ?? 0n);
  const exclusive = sumOf(small, "exclusive") + (rest?.exclusive ?? 0n);
  return [...large, { name: plural(count, "other"), href: null, stored, exclusive }];
}

function sumOf(blocks: readonly Block[], what: "stored" | "exclusive"): bigint {
  return blocks.reduce((sum, block) => sum + block[what], 0n);
}

function sharedPart({ stored, exclusive }: Block): number {
  const part = Number(stored - exclusive) / Number(stored);
  return Math.round(1000 * Math.min(1, Math.max(0, part))) / 10;
}

// The frame is about 960 × 440 pixels in a window and 320 × 440 on a telephone.
function room({ width, height }: Tile): Pick<DrawnBlock, "label" | "lines"> {
  const [tall, wide] = [(height / 100) * 440, (width / 100) * 960];
  if (tall < 30 || wide < 60) return { label: "none", lines: 0 };
  const lines = Math.floor((tall - 12) / 19);
  return { label: wide >= 180 ? "always" : "wide", lines: Math.min(wide >= 300 ? 3 : 2, lines) };
}
