/** An image for one platform, as part of what is compared. */
export interface Part {
  /** Empty if it says none. */
  platform: string;
  digest: string;
  totalSize: bigint | null;
  layers: readonly { digest: string; size: bigint | null }[];
}

/** What became of one platform: null where the image has none for it. */
export interface PlatformDifference {
  platform: string;
  before: { digest: string; size: bigint | null } | null;
  after: { digest: string; size: bigint | null } | null;
  /** Bytes of the layers that both have; null: unknown. */
  shared: bigint | null;
}

/** Pairs the platforms of two images by their names, in the order of the second; of two with one name the first pairs first. */
export function differByPlatform(
  before: readonly Part[],
  after: readonly Part[],
): PlatformDifference[] {
  const left = [...before];
  const pairs = after.map((part) => {
    const at = left.findIndex(({ platform }) => platform === part.platform);
    const [was = null] = at < 0 ? [] : left.splice(at, 1);
    return paired(part.platform, was, part);
  });
  return [...pairs, ...left.map((part) => paired(part.platform, part, null))];
}

function paired(platform: string, before: Part | null, after: Part | null): PlatformDifference {
  const there = new Set(before?.layers.map(({ digest }) => digest));
  const both = (after?.layers ?? []).filter(({ digest }) => there.has(digest));
  return { platform, before: sized(before), after: sized(after), shared: sumOnce(both) };
}

const sized = (part: Part | null) => part && { digest: part.digest, size: part.totalSize };

/** The bytes of layers, each digest once; null if the size of one is unknown. */
export function sumOnce(layers: readonly { digest: string; size: bigint | null }[]): bigint | null {
  let sum = 0n;
  for (const size of new Map(layers.map((it) => [it.digest, it.size])).values()) {
    if (size === null) return null;
    sum += size;
  }
  return sum;
}
