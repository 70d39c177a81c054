import { db, type Prisma } from "../../platform/db/client.ts";
import { NotFound } from "../../platform/errors.ts";
import { isOrdinary } from "../../registry/client/referrers.ts";
import { type StoredBlob, storedBlobs } from "./blob-sizes.ts";

/** Layers or children that are loaded; `_count` says how many there are. */
const mostListed = 1000;

const whole = {
  layers: { orderBy: { position: "asc" }, take: mostListed },
  children: { orderBy: { position: "asc" }, take: mostListed },
  _count: { select: { layers: true, children: true } },
} satisfies Prisma.ManifestInclude;

type Loaded = Prisma.ManifestGetPayload<{ include: typeof whole }>;

export type FoundLayer = Loaded["layers"][number] & StoredBlob;

/** A manifest with the beginning of its lists, and what the registry stores of its layers. */
export type FoundImage = Omit<Loaded, "layers"> & { layers: FoundLayer[] };

export const isDigest = (reference: string): boolean => reference.includes(":");

/** What a tag or a digest names in a repository that the actor was found to see. */
export async function findImage(repositoryId: number, reference: string): Promise<FoundImage> {
  const found = storable(reference)
    ? await db.manifest.findFirst({ where: named(repositoryId, reference), include: whole })
    : null;
  if (!found) throw new NotFound(isDigest(reference) ? "image" : "tag");
  return { ...found, layers: await withSizes(found) };
}

async function withSizes({ repositoryId, layers }: Loaded): Promise<FoundLayer[]> {
  const stored = await storedBlobs(
    repositoryId,
    layers.map(({ digest }) => digest),
  );
  const unknown = { size: null, missing: false };
  return layers.map((layer) => ({ ...layer, ...(stored.get(layer.digest) ?? unknown) }));
}

/** The tags of a manifest, the last pushed first, and how many there are of them. */
export async function tagsOf(manifestId: number): Promise<{ names: string[]; count: number }> {
  const [row] = await db.$queryRaw<{ names: string[]; count: number }[]>`
    SELECT count(*)::int AS count,
      coalesce((array_agg(name ORDER BY pushed_at DESC, id DESC))[1:24], '{}') AS names
    FROM tags WHERE manifest_id = ${manifestId} AND ${isOrdinary("tags")}`;
  return row ?? { names: [], count: 0 };
}

/** The indexes of the repository that list a manifest. */
export async function indexesWith(repositoryId: number, digest: string): Promise<string[]> {
  const parents = await db.manifest.findMany({
    where: { repositoryId, children: { some: { digest } } },
    select: { digest: true },
    orderBy: { id: "desc" },
    take: 10,
  });
  return parents.map((parent) => parent.digest);
}

function named(repositoryId: number, reference: string): Prisma.ManifestWhereInput {
  return isDigest(reference)
    ? { repositoryId, digest: reference }
    : { repositoryId, tags: { some: { repositoryId, name: reference } } };
}

/** What no tag or digest can hold, the database can't even be asked for. */
const storable = (reference: string) => reference.length <= 255 && !reference.includes("\0");
