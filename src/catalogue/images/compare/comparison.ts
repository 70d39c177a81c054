import { type Excerpt, excerpt, first, listLimits } from "../excerpt.ts";
import { type ConfiguredPair, configuredPair } from "./configured.ts";
import {
  compareImages,
  type Difference,
  isSameImage,
  type LayerChange,
  type ValueChange,
} from "./difference.ts";
import { differenceSide } from "./difference-side.ts";
import { comparePackages, type PackageChange, type PackageComparison } from "./packages.ts";
import type { PlatformChange } from "./platforms.ts";
import { differenceSentence } from "./sentence.ts";
import type { Side } from "./sides.ts";

/** What a page shows of a difference, as much as it shows. */
export interface Comparison {
  before: Side;
  after: Side;
  sentence: string;
  size: Difference["size"];
  /** The platform that is compared; null for single images, and if there is none in common. */
  platform: string | null;
  /** Why another platform is compared than the wanted one; else empty. */
  note: string;
  commonPlatforms: string[];
  values: Record<
    "platforms" | "facts" | "env" | "labels" | "annotations" | "history",
    Excerpt<ValueChange>
  >;
  layers: Excerpt<LayerChange>;
  layerCounts: Record<LayerChange["change"], number>;
  isPartial: boolean; // an image has more layers than were compared
  platformChanges: Excerpt<PlatformChange>;
  packages: Excerpt<PackageChange>;
  packagesKnown: PackageComparison["known"];
}

export async function comparisonOf(
  before: Side,
  after: Side,
  { platform = "" } = {},
): Promise<Comparison> {
  const pair = await configuredPair(before.image, after.image, platform);
  const sides = await Promise.all([
    differenceSide(before.image, pair.images?.before ?? null),
    differenceSide(after.image, pair.images?.after ?? null),
  ]);
  const difference = compareImages(...sides);
  const packages = await packagesOf(before, after, pair);
  const layerCounts = countChanges(difference.layers);
  const images = Object.values(pair.images ?? {});
  return {
    before,
    after,
    sentence: differenceSentence({
      ...difference,
      ...pair,
      same: isSameImage(difference),
      layers: layerCounts,
      packages,
    }),
    size: difference.size,
    platform: pair.platform,
    note: noteFor(pair, platform),
    commonPlatforms: pair.common.slice(0, maxPlatformLinks),
    values: shownValues(difference),
    layers: first(difference.layers, listLimits.count),
    layerCounts,
    isPartial: images.some((image) => image._count.layers > image.layers.length),
    platformChanges: first(difference.platformChanges, listLimits.count),
    packages: shownPackages(packages),
    packagesKnown: packages.known,
  };
}

const maxPlatformLinks = 20;

function noteFor({ common, platform }: ConfiguredPair, wanted: string): string {
  if (!wanted || !platform || common.includes(wanted)) return "";
  return `Not both images have ${wanted}, so ${platform} is compared.`;
}

function shownValues(difference: Difference): Comparison["values"] {
  const shown = (changes: ValueChange[]) => excerpt(changes, listLimits);
  return {
    platforms: shown(difference.platforms),
    facts: shown(difference.facts),
    env: shown(difference.env),
    labels: shown(difference.labels),
    annotations: shown(difference.annotations),
    history: shown(difference.history),
  };
}

/** The SBOMs of a platform are attached to its image or to the index. */
async function packagesOf(
  before: Side,
  after: Side,
  { images }: ConfiguredPair,
): Promise<PackageComparison> {
  if (!images) return { changes: [], more: 0, known: { before: false, after: false } };
  const both = (one: Side["image"], other: Side["image"]) =>
    one.digest === other.digest ? [one] : [one, other];
  return comparePackages(both(images.before, before.image), both(images.after, after.image));
}

function shownPackages({ changes, more }: PackageComparison): Excerpt<PackageChange> {
  const shown = first(changes, listLimits.count);
  return { items: shown.items, more: shown.more + more };
}

function countChanges(layers: readonly LayerChange[]): Comparison["layerCounts"] {
  const counts = { added: 0, removed: 0, shared: 0 };
  for (const { change } of layers) counts[change] += 1;
  return counts;
}
