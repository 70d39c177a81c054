import { db } from "../../../platform/db/client.ts";
import { isManifestType } from "../../../registry/client/media-types.ts";
import { kindOf } from "../../repositories/kinds.ts";
import { storedBlobs } from "../blob-sizes.ts";
import type { FoundImage } from "../find.ts";
import { attestationMark } from "../manifest/kinds.ts";

/** An entry of an index: a manifest, or a blob of a build cache. */
export interface ContentsEntry {
  digest: string;
  platform: string | null;
  /** Its artifact type, the kind of a known manifest, or the media type. */
  what: string;
  totalSize: bigint | null;
  known: boolean; // whether the catalogue has this manifest
}

export interface IndexContents {
  platforms: ContentsEntry[];
  /** The number of different platforms in the whole index: it may list one twice, and more than are loaded. */
  platformCount: number;
  /** Entries without a platform, except attestations. */
  others: ContentsEntry[];
  /** The number of attestations in the whole index, which the builder added for the platforms. */
  attestations: number;
  platformSizes: PlatformSizes | null;
}

export interface PlatformSizes {
  least: bigint;
  most: bigint;
  unknown: number;
}

/** An attestation belongs to a platform and does not count as one. */
export async function indexContents(image: FoundImage): Promise<IndexContents> {
  const { id, repositoryId, children } = image;
  const [known, blobs, attestations, totals] = await Promise.all([
    manifestsAmong(repositoryId, digestsOf(children)),
    storedBlobs(repositoryId, digestsOf(children.filter((it) => !isManifestType(it.mediaType)))),
    attestationsIn(id, children.length),
    totalsOf(id),
  ]);
  const listed = children.map(({ digest, platform, position, ...child }) => {
    const manifest = known.get(digest);
    return {
      digest,
      platform,
      what:
        child.artifactType ?? (manifest ? kindOf(manifest).label : child.mediaType || "unknown"),
      totalSize: manifest ? manifest.totalSize : (blobs.get(digest)?.size ?? null),
      known: manifest !== undefined,
      attests: attestations.has(position),
    };
  });
  const rest = listed.filter(({ attests }) => !attests);
  const platforms = rest.filter(({ platform }) => platform !== null);
  return {
    platforms,
    platformCount: totals.platforms,
    others: rest.filter(({ platform }) => platform === null),
    attestations: totals.attestations,
    platformSizes: platformSizes(platforms),
  };
}

export function platformSizes(
  platforms: readonly { totalSize: bigint | null }[],
): PlatformSizes | null {
  const sizes = platforms.flatMap(({ totalSize }) => totalSize ?? []);
  const [least] = sizes.sort((a, b) => Number(a - b));
  const most = sizes.at(-1);
  if (platforms.length < 2 || least === undefined || most === undefined) return null;
  return { least, most, unknown: platforms.length - sizes.length };
}

const digestsOf = (children: FoundImage["children"]) => children.map(({ digest }) => digest);

async function manifestsAmong(repositoryId: number, digests: string[]) {
  const rows = await db.manifest.findMany({
    where: { repositoryId, digest: { in: digests } },
    select: { digest: true, kind: true, mediaType: true, totalSize: true },
  });
  return new Map(rows.map((row) => [row.digest, row]));
}

/** The positions of the attestations among the first entries of an index. */
async function attestationsIn(manifestId: number, entries: number): Promise<Set<number>> {
  if (entries === 0) return new Set();
  const rows = await db.$queryRaw<{ position: number }[]>`
    SELECT position FROM (
      SELECT position, annotations FROM manifest_children
      WHERE manifest_id = ${manifestId} ORDER BY position LIMIT ${entries}
    ) AS listed WHERE annotations ? ${attestationMark}`;
  return new Set(rows.map(({ position }) => position));
}

/** How many platforms and attestations the whole index has. */
async function totalsOf(manifestId: number) {
  const [row] = await db.$queryRaw<{ platforms: number; attestations: number }[]>`
    SELECT count(DISTINCT platform) FILTER (WHERE NOT attests)::int AS platforms,
      count(*) FILTER (WHERE attests)::int AS attestations
    FROM (
      SELECT platform, coalesce(annotations ? ${attestationMark}, false) AS attests
      FROM manifest_children WHERE manifest_id = ${manifestId}
    ) AS listed`;
  return row ?? { platforms: 0, attestations: 0 };
}
