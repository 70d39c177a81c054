export interface PlatformImage {
  /** Empty if unknown. */
  platform: string;
  digest: string;
  totalSize: bigint | null;
  layers: readonly { digest: string; size: bigint | null }[];
}

/** `before` or `after` is null if that image lacks the platform. */
export interface PlatformChange {
  platform: string;
  before: { digest: string; size: bigint | null } | null;
  after: { digest: string; size: bigint | null } | null;
  shared: bigint | null;
}

/** Pairs the platforms of two images by name, in the order of the second image. */
export function comparePlatforms(
  before: readonly PlatformImage[],
  after: readonly PlatformImage[],
): PlatformChange[] {
  const unpaired = new Map<string, PlatformImage[]>(before.map(({ platform }) => [platform, []]));
  for (const image of before) unpaired.get(image.platform)?.push(image);
  const pairs = after.map((image) =>
    comparePair(image.platform, unpaired.get(image.platform)?.shift() ?? null, image),
  );
  const rest = [...unpaired.values()].flat();
  return [...pairs, ...rest.map((image) => comparePair(image.platform, image, null))];
}

function comparePair(
  platform: string,
  before: PlatformImage | null,
  after: PlatformImage | null,
): PlatformChange {
  const earlier = new Set(before?.layers.map(({ digest }) => digest));
  const shared = (after?.layers ?? []).filter(({ digest }) => earlier.has(digest));
  return { platform, before: sizeOf(before), after: sizeOf(after), shared: sumOnce(shared) };
}

const sizeOf = (image: PlatformImage | null) =>
  image && { digest: image.digest, size: image.totalSize };

/** The total size of layers, counting each digest once; null if any size is unknown. */
export function sumOnce(layers: readonly { digest: string; size: bigint | null }[]): bigint | null {
  let sum = 0n;
  for (const size of new Map(layers.map((it) => [it.digest, it.size])).values()) {
    if (size === null) return null;
    sum += size;
  }
  return sum;
}
