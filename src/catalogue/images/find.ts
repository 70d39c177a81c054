import { db, type Prisma } from "../../platform/db/client.ts";
import { hasNul } from "../../platform/db/text.ts";
import { NotFound } from "../../platform/errors.ts";
import { isOrdinary } from "../../registry/client/referrers.ts";
import { type StoredBlob, storedBlobs } from "./blob-sizes.ts";

/** The number of layers or children to load; `_count` has the number of all. */
const maxListed = 1000;

const whole = {
  layers: { orderBy: { position: "asc" }, take: maxListed },
  children: { orderBy: { position: "asc" }, take: maxListed, omit: { annotations: true } },
  _count: { select: { layers: true, children: true } },
} satisfies Prisma.ManifestInclude;

type Loaded = Prisma.ManifestGetPayload<{ include: typeof whole }>;

export type FoundLayer = Loaded["layers"][number] & StoredBlob;

export type FoundImage = Omit<Loaded, "layers"> & { layers: FoundLayer[] };

export const looksLikeDigest = (reference: string): boolean => reference.includes(":");

/** The manifest of a tag or digest. The caller has checked access to the repository. */
export async function findImage(repositoryId: number, reference: string): Promise<FoundImage> {
  const found = isQueryable(reference)
    ? await db.manifest.findFirst({ where: named(repositoryId, reference), include: whole })
    : null;
  if (!found) throw new NotFound(looksLikeDigest(reference) ? "image" : "tag");
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

/** The last pushed tags of a manifest, at most 24, and the number of all. */
export async function tagsOf(manifestId: number): Promise<{ names: string[]; count: number }> {
  const [row] = await db.$queryRaw<{ names: string[]; count: number }[]>`
    SELECT count(*)::int AS count,
      coalesce((array_agg(name ORDER BY pushed_at DESC, id DESC))[1:24], '{}') AS names
    FROM tags WHERE manifest_id = ${manifestId} AND ${isOrdinary("tags")}`;
  return row ?? { names: [], count: 0 };
}

/** The digests of indexes that list a manifest, at most ten. */
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
  return looksLikeDigest(reference)
    ? { repositoryId, digest: reference }
    : { repositoryId, tags: { some: { repositoryId, name: reference } } };
}

const isQueryable = (reference: string) => reference.length <= 255 && !hasNul(reference);
