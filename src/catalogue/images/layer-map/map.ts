import type { Actor } from "../../../identity/actor/actor.ts";
import type { PageRequest } from "../../../platform/db/keyset.ts";
import type { FoundRepository } from "../../repositories/find.ts";
import type { BaseImage } from "../bases/base.ts";
import { type BaseCandidate, imagesWithChains } from "../bases/candidates.ts";
import { prefixChains } from "../bases/chain.ts";
import { baseTags, freshnessOf } from "../bases/freshness.ts";
import { type MappedImage, mappedImages } from "./images.ts";
import { type DrawnBlock, drawBlocks } from "./picture.ts";
import { type TaggedManifest, taggedManifests } from "./tagged.ts";
import { layerTree } from "./tree.ts";

/** A tagged image with its base. */
export interface MapRow extends MappedImage {
  group: TaggedManifest;
  base: BaseImage | null;
}

export interface LayerMap {
  /** In the order of the picture. */
  rows: MapRow[];
  blocks: DrawnBlock[];
  /** The bases, those of most images first; a base of null is that of images without one. */
  bases: { base: BaseImage | null; images: number }[];
  newer: string | undefined;
  older: string | undefined;
}

/** The images of a repository, those with the same lower layers together, a page of tags at a time. */
export async function layerMapOf(
  actor: Actor | null,
  repository: FoundRepository,
  request: PageRequest,
): Promise<LayerMap> {
  const { rows: groups, newer, older } = await taggedManifests(repository.id, request);
  const images = await mappedImages(
    repository.namespace.registryId,
    groups.map(({ manifestId }) => manifestId),
  );
  const found = groups.flatMap((group) => {
    const image = images.get(group.manifestId);
    return image ? [{ ...image, group }] : [];
  });
  const bases = await basesOf(actor, found);
  const all = found.map((image, at) => ({ ...image, base: bases[at] ?? null }));
  const tree = layerTree(
    all.map(({ layers, base }) => ({ layers, baseLayers: base?.layers ?? 0 })),
  );
  const rows = tree.order.flatMap((at) => all[at] ?? []);
  return { rows, blocks: drawBlocks(tree, rows), bases: countBases(rows), newer, older };
}

/** The base of each image by its layers, with its tags. */
async function basesOf(
  actor: Actor | null,
  images: readonly MappedImage[],
): Promise<(BaseImage | null)[]> {
  const chains = images.map(({ layers }) => prefixChains(layers.map(({ digest }) => digest)));
  const unique = new Map(chains.flat().map((chain) => [chain.toString("hex"), chain]));
  const candidates = await imagesWithChains(actor, [...unique.values()]);
  const found = chains.map((own) => longest(own, candidates));
  const tags = await baseTags([...new Set(found.flatMap((it) => it?.id ?? []))]);
  return found.map((it) => it && { ...freshnessOf(tags.get(it.id) ?? []), ...it });
}

function longest(chains: readonly Buffer[], candidates: ReadonlyMap<string, BaseCandidate>) {
  for (const [at, chain] of [...chains.entries()].reverse()) {
    const found = candidates.get(chain.toString("hex"));
    if (found) return { ...found, layers: at + 1 };
  }
  return null;
}

function countBases(rows: readonly MapRow[]): LayerMap["bases"] {
  const counts = new Map<string, { base: BaseImage | null; images: number }>();
  for (const { base } of rows) {
    const key = base ? `${base.repository.fullName}@${base.digest}` : "";
    const known = counts.get(key) ?? { base, images: 0 };
    counts.set(key, { ...known, images: known.images + 1 });
  }
  return [...counts.values()].sort(
    (one, other) =>
      Number(one.base === null) - Number(other.base === null) || other.images - one.images,
  );
}
