import type { FoundRepository } from "../../repositories/find.ts";
import { type FoundImage, findImage } from "../find.ts";
import { compareImages, type Difference, isSameImage, type LayerChange } from "./difference.ts";
import { differenceSide } from "./difference-side.ts";

export interface Comparison {
  before: FoundImage;
  after: FoundImage;
  difference: Difference;
  same: boolean;
  layerCounts: Record<LayerChange["change"], number>;
}

/** `from` and `to` are tags or digests. */
export async function comparisonOf(
  { id }: FoundRepository,
  from: string,
  to: string,
): Promise<Comparison> {
  const [before, after] = await Promise.all([findImage(id, from), findImage(id, to)]);
  const sides = await Promise.all([differenceSide(before), differenceSide(after)]);
  const difference = compareImages(...sides);
  return {
    before,
    after,
    difference,
    same: isSameImage(difference),
    layerCounts: countChanges(difference.layers),
  };
}

function countChanges(layers: readonly LayerChange[]): Comparison["layerCounts"] {
  const counts = { added: 0, removed: 0, shared: 0 };
  for (const { change } of layers) counts[change] += 1;
  return counts;
}
