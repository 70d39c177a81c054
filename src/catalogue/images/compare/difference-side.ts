import type { FoundImage } from "../find.ts";
import { readConfig } from "../manifest/config.ts";
import { manifestExcerpt, valuesOf } from "../page/manifest-excerpt.ts";
import type { DifferenceSide } from "./difference.ts";
import { platformLayers } from "./platform-layers.ts";

/** `configured` is the image that is compared: of an index, the image of one platform, or null for none. */
export async function differenceSide(
  image: FoundImage,
  configured: FoundImage | null,
): Promise<DifferenceSide> {
  const config = readConfig(configured?.config);
  const platformImages = await platformLayers(image);
  const layers = configured?.layers ?? [];
  return {
    facts: withoutEmpty({
      "Media type": image.mediaType,
      "Artifact type": image.artifactType,
      Author: config.author,
      User: config.user,
      "Working directory": config.workingDir,
      Entrypoint: list(config.entrypoint),
      Command: list(config.command),
      Ports: config.ports.join(", "),
      Volumes: config.volumes.join(", "),
    }),
    env: config.env,
    labels: config.labels,
    annotations: valuesOf(await manifestExcerpt(image.payload, image.mediaType)),
    history: config.history,
    layers: [...new Map(layers.map((layer) => [layer.digest, layer])).values()],
    platforms: platformImages.flatMap(({ platform }) => platform || []),
    platformImages,
    totalSize: (configured ?? image).totalSize,
  };
}

const list = (words: string[]) => (words.length > 0 ? JSON.stringify(words) : "");

function withoutEmpty(facts: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, fact]) => (fact ? [[name, fact]] : [])),
  );
}
