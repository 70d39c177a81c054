import type { Actor } from "../../../identity/actor/actor.ts";
import { db } from "../../../platform/db/client.ts";
import type { Located } from "../../../platform/reference.ts";
import type { FoundImage } from "../find.ts";
import { type NamedBase, namedBase } from "./annotated.ts";
import { type BaseCandidate, imagesWithChains, lowestLayers } from "./candidates.ts";
import { prefixChains } from "./chain.ts";
import { baseTags, type Freshness, freshnessOf } from "./freshness.ts";

/** The base of an image, as far as the actor may see it. */
export interface BaseImage extends Freshness {
  repository: Located;
  /** Null if only its tag is known. */
  digest: string | null;
  /** How many layers of the image come from it; null if only the image's own word for it is known. */
  layers: number | null;
}

export interface FoundBase {
  /** The name that the image itself gives, which may be of any registry. */
  named: string | null;
  base: BaseImage | null;
}

/** The base that an image names, else the one whose layers it begins with. */
export async function baseOf(actor: Actor | null, image: FoundImage): Promise<FoundBase> {
  const [given, byLayers] = await Promise.all([
    namedBase(actor, image),
    baseByLayers(actor, image),
  ]);
  if (given?.repository) return { named: given.name, base: await resolve(given, byLayers) };
  return { named: given?.name ?? null, base: byLayers && (await withFreshness(byLayers)) };
}

type ByLayers = BaseCandidate & { layers: number };

async function baseByLayers(actor: Actor | null, image: FoundImage): Promise<ByLayers | null> {
  const chains = prefixChains(await lowestLayers(image));
  const candidates = await imagesWithChains(actor, chains);
  for (const [at, chain] of [...chains.entries()].reverse()) {
    const found = candidates.get(chain.toString("hex"));
    if (found) return { ...found, layers: at + 1 };
  }
  return null;
}

async function withFreshness(
  { id, repository, digest, layers }: ByLayers,
  tag?: string,
): Promise<BaseImage> {
  const tags = await baseTags([id]);
  return { ...freshnessOf(tags.get(id) ?? [], tag), repository, digest, layers };
}

/** The named base in the catalogue. Only a digest, or the image's layers, say whether it is up to date. */
async function resolve(
  { repository, tag, digest }: NamedBase,
  byLayers: ByLayers | null,
): Promise<BaseImage | null> {
  if (!repository) return null;
  const sameRepository = byLayers?.repositoryId === repository.id ? byLayers : null;
  if (!digest && sameRepository) return withFreshness(sameRepository, tag);
  const unknown = {
    repository,
    tag: tag ?? null,
    state: "unknown",
    since: null,
    layers: null,
  } as const;
  if (!digest) return { ...unknown, digest: null };

  const found = await findManifest(repository.id, digest);
  if (!found) return { ...unknown, digest };
  const tags = await baseTags([found.id]);
  const parts = [digest, ...found.children.map((child) => child.digest)];
  const layers =
    sameRepository && parts.includes(sameRepository.digest) ? sameRepository.layers : null;
  return { ...freshnessOf(tags.get(found.id) ?? [], tag), repository, digest, layers };
}

const maxParts = 50; // of an index

function findManifest(repositoryId: number, digest: string) {
  return db.manifest.findUnique({
    where: { repositoryId_digest: { repositoryId, digest } },
    select: {
      id: true,
      children: { select: { digest: true }, orderBy: { position: "asc" }, take: maxParts },
    },
  });
}
