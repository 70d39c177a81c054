import type { FoundRepository } from "../../repositories/find.ts";
import { type Excerpt, excerpt, first, listLimits } from "../excerpt.ts";
import { type FoundImage, findImage } from "../find.ts";
import {
  compareImages,
  type Difference,
  isSameImage,
  type LayerChange,
  type ValueChange,
} from "./difference.ts";
import { differenceSide } from "./difference-side.ts";
import type { PlatformChange } from "./platforms.ts";

/** What a page shows of a difference, as much as it shows. */
export interface Comparison {
  before: FoundImage;
  after: FoundImage;
  same: boolean;
  size: Difference["size"];
  values: Record<
    "platforms" | "facts" | "env" | "labels" | "annotations" | "history",
    Excerpt<ValueChange>
  >;
  layers: Excerpt<LayerChange>;
  layerCounts: Record<LayerChange["change"], number>;
  isPartial: boolean; // an image has more layers than were compared
  platformChanges: Excerpt<PlatformChange>;
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
  const shown = (changes: ValueChange[]) => excerpt(changes, listLimits);
  return {
    before,
    after,
    same: isSameImage(difference),
    size: difference.size,
    values: {
      platforms: shown(difference.platforms),
      facts: shown(difference.facts),
      env: shown(difference.env),
      labels: shown(difference.labels),
      annotations: shown(difference.annotations),
      history: shown(difference.history),
    },
    layers: first(difference.layers, listLimits.count),
    layerCounts: countChanges(difference.layers),
    isPartial: [before, after].some((image) => image._count.layers > image.layers.length),
    platformChanges: first(difference.platformChanges, listLimits.count),
  };
}

function countChanges(layers: readonly LayerChange[]): Comparison["layerCounts"] {
  const counts = { added: 0, removed: 0, shared: 0 };
  for (const { change } of layers) counts[change] += 1;
  return counts;
}
