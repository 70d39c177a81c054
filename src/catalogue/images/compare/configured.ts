import { orNull } from "../../../platform/errors.ts";
import { type FoundImage, findImage } from "../find.ts";

/** The images whose configurations are compared: of an index, the image of one platform. */
export interface ConfiguredPair {
  /** Null if both are single images. */
  platform: string | null;
  /** The platforms that both have. */
  common: string[];
  before: FoundImage;
  after: FoundImage;
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
  const platform = isMultiPlatform ? choosePlatform(common, wanted) : null;
  return {
    platform,
    common: isMultiPlatform ? common : [],
    before: await imageFor(before, was.get(platform ?? "")),
    after: await imageFor(after, is.get(platform ?? "")),
  };
}

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
async function imageFor(image: FoundImage, digest: string | undefined): Promise<FoundImage> {
  if (digest === undefined || digest === image.digest) return image;
  return (await findImage(image.repositoryId, digest).catch(orNull)) ?? image;
}
