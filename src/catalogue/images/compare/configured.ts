import { orNull } from "../../../platform/errors.ts";
import { type FoundImage, findImage } from "../find.ts";

/** The images that are compared: of an index, the image of one platform. */
export interface ConfiguredPair {
  /** Null if both are single images, or have no platform in common. */
  platform: string | null;
  /** The platforms that both have. */
  common: string[];
  /** Null if there is nothing to compare; `problem` says why. */
  images: { before: FoundImage; after: FoundImage } | null;
  problem: string;
}

/** Pairs two images by a platform: the wanted one if both have it, else linux/amd64, else the first that both have. */
export async function configuredPair(
  before: FoundImage,
  after: FoundImage,
  wanted: string,
): Promise<ConfiguredPair> {
  const [was, is] = [platformsOf(before), platformsOf(after)];
  const common = [...is.keys()].filter((platform) => was.has(platform));
  const isMultiPlatform = before.children.length > 0 || after.children.length > 0;
  if (!isMultiPlatform)
    return { platform: null, common: [], images: { before, after }, problem: "" };
  const platform = choosePlatform(common, wanted);
  if (platform === null) return { platform, common, images: null, problem: noneInCommon };

  const [one, other] = await Promise.all([
    imageFor(before, was.get(platform)),
    imageFor(after, is.get(platform)),
  ]);
  const images = one && other && { before: one, after: other };
  return { platform, common, images, problem: images ? "" : lacksImage(platform) };
}

const noneInCommon = "These images have no platform in common.";
const lacksImage = (platform: string) =>
  `The catalogue lacks the image of ${platform} in one of these images.`;

export function choosePlatform(common: readonly string[], wanted: string): string | null {
  const chosen = [wanted, "linux/amd64"].find((platform) => common.includes(platform));
  return chosen ?? common[0] ?? null;
}

function platformsOf({ children, platform, digest }: FoundImage): Map<string, string> {
  const listed = children.length > 0 ? children : [{ platform, digest }];
  const named = listed.flatMap((it): [string, string][] =>
    it.platform ? [[it.platform, it.digest]] : [],
  );
  return new Map(named.reverse()); // the first of several with the same name
}

/** The catalogue may lack what an index lists. */
async function imageFor(image: FoundImage, digest = image.digest): Promise<FoundImage | null> {
  if (digest === image.digest) return image;
  return findImage(image.repositoryId, digest).catch(orNull);
}
