export interface PlatformImage {
  /** Empty: unknown. */
  platform: string;
  digest: string;
  totalSize: bigint | null;
  layers: readonly { digest: string; size: bigint | null }[];
}

/** One platform in two images; null on the side that lacks it. */
export interface PlatformDifference {
  platform: string;
  before: { digest: string; size: bigint | null } | null;
  after: { digest: string; size: bigint | null } | null;
  /** Bytes of shared layers; null: unknown. */
  shared: bigint | null;
}

/** Pairs the platforms of two images by name, in the order of the second image. */
export function comparePlatforms(
  before: readonly PlatformImage[],
  after: readonly PlatformImage[],
): PlatformDifference[] {
  const left = [...before];
  const pairs = after.map((part) => {
    const at = left.findIndex(({ platform }) => platform === part.platform);
    const [was = null] = at < 0 ? [] : left.splice(at, 1);
    return paired(part.platform, was, part);
  });
  return [...pairs, ...left.map((part) => paired(part.platform, part, null))];
}

function paired(
  platform: string,
  before: PlatformImage | null,
  after: PlatformImage | null,
): PlatformDifference {
  const there = new Set(before?.layers.map(({ digest }) => digest));
  const both = (after?.layers ?? []).filter(({ digest }) => there.has(digest));
  return { platform, before: sized(before), after: sized(after), shared: sumOnce(both) };
}

const sized = (part: PlatformImage | null) => part && { digest: part.digest, size: part.totalSize };

/** The bytes of layers, each digest once; null if the size of one is unknown. */
export function sumOnce(layers: readonly { digest: string; size: bigint | null }[]): bigint | null {
  let sum = 0n;
  for (const size of new Map(layers.map((it) => [it.digest, it.size])).values()) {
    if (size === null) return null;
    sum += size;
  }
  return sum;
}
