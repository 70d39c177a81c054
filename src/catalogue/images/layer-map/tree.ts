/** An image as a list of layers, the lowest first. */
export interface LayeredImage {
  layers: readonly { digest: string; size: bigint | null }[];
  /** How many layers come from its base image; 0 if none is known. */
  baseLayers: number;
}

/** Layers that the same images have in the same place, drawn once. */
export interface Block {
  /** The rows of the images that have it: `rows` of them from `row`. */
  row: number;
  rows: number;
  /** How many layers are below, and how many are in it. */
  depth: number;
  layers: number;
  /** Bytes below it, and its own. */
  offset: number;
  bytes: number;
}

export interface LayerTree {
  /** The images in the order of their rows, as indexes of the given list. */
  order: number[];
  blocks: Block[];
  /** Bytes of the largest image. */
  largest: number;
}

/** Puts images with the same lower layers together. A block ends where the base of one of its images ends. */
export function layerTree(images: readonly LayeredImage[]): LayerTree {
  const tree: LayerTree = { order: [], blocks: [], largest: 0 };
  grow(tree, images, { members: images.map((_, at) => at), depth: 0, offset: 0 });
  return tree;
}

interface Branch {
  members: number[];
  depth: number;
  offset: number;
}

/** Images that end here come first. The others are grouped by their next layer, in the order given. */
function grow(
  tree: LayerTree,
  images: readonly LayeredImage[],
  { members, depth, offset }: Branch,
) {
  const groups = new Map<string, number[]>();
  for (const member of members) {
    const next = images[member]?.layers[depth]?.digest;
    if (next === undefined) tree.order.push(member);
    else groups.set(next, [...(groups.get(next) ?? []), member]);
  }
  tree.largest = Math.max(tree.largest, offset);
  for (const group of groups.values()) {
    const block = blockOf(images, { members: group, depth, offset }, tree.order.length);
    tree.blocks.push(block);
    const next = { depth: depth + block.layers, offset: offset + block.bytes };
    grow(tree, images, { members: group, ...next });
  }
}

function blockOf(images: readonly LayeredImage[], branch: Branch, row: number): Block {
  const { members, depth, offset } = branch;
  const all = members.flatMap((member) => images[member] ?? []);
  const layers = all[0]?.layers ?? [];
  const cuts = new Set(all.map(({ baseLayers }) => baseLayers));
  let end = depth + 1;
  while (!cuts.has(end) && end < layers.length && all.every(haveSame(layers[end]?.digest, end)))
    end += 1;
  const bytes = layers.slice(depth, end).reduce((sum, { size }) => sum + Number(size ?? 0), 0);
  return { row, rows: members.length, depth, layers: end - depth, offset, bytes };
}

const haveSame = (digest: string | undefined, at: number) => (image: LayeredImage) =>
  image.layers[at]?.digest === digest;
