import {
  blobDigests,
  type ManifestContent,
  readManifest,
} from "../../../src/catalogue/images/manifest/manifest.ts";
import { storeContent } from "../../../src/catalogue/images/reader/content.ts";
import { prepareOffLoop } from "../../../src/catalogue/images/reader/prepare.ts";
import { db, type Manifest, type Repository } from "../../../src/platform/db/client.ts";
import { onLoop } from "../on-loop.ts";
import { storeBlobs, sumAll } from "./blobs.ts";
import { digestOf, makeManifest, makeTag } from "./catalogue.ts";
import { ociManifest } from "./events.ts";
import { unique } from "./factories.ts";

export const imageConfigType = "application/vnd.oci.image.config.v1+json";
export const layerType = "application/vnd.oci.image.layer.v1.tar+gzip";
export const emptyType = "application/vnd.oci.empty.v1+json";

interface Given {
  type?: string;
  config?: object | null;
  tag?: string;
  pushedBy?: string;
  minute?: number;
  /** The size of each blob at the registry; by default as declared. False: Portus has not asked yet. */
  stored?: Readonly<Record<string, number | null>> | false;
}

/** Adds a manifest to the catalogue, as if it had been pushed and read. */
export async function storeManifest(
  repository: Repository,
  manifest: object,
  { type = ociManifest, config = null, tag, pushedBy = "somebody", minute = 0, stored }: Given = {},
): Promise<Manifest> {
  const text = JSON.stringify({ schemaVersion: 2, mediaType: type, ...manifest });
  const bytes = Buffer.from(text);
  const digest = digestOf(text);
  const pushedAt = new Date(Date.UTC(2026, 0, 1, 0, minute));
  const given = { mediaType: type, digest, size: bytes.length, pushedBy, pushedAt };
  const { id } = await makeManifest(repository, given);
  const content = onLoop(() => readManifest(bytes, type));
  await storeContent({
    id,
    digest,
    repositoryId: repository.id,
    bytes,
    prepared: await prepareOffLoop(bytes, type, config && Buffer.from(JSON.stringify(config))),
  });
  if (stored !== false) await storeBlobs(repository, { ...declaredBy(content), ...stored });
  await sumAll();
  const row = await db.manifest.findUniqueOrThrow({ where: { id } });
  if (tag) await makeTag(row, tag, { pushedBy, minute });
  return row;
}

function declaredBy(content: ManifestContent | null): Record<string, number> {
  if (!content) return {};
  const { config, layers, children } = content;
  const all = [...layers, ...children, ...(config ? [config] : [])];
  const sizes = new Map(all.map(({ digest, size }) => [digest, size ?? 0]));
  return Object.fromEntries(blobDigests(content).map((digest) => [digest, sizes.get(digest) ?? 0]));
}

export const layer = (text: string, size = 1000, mediaType = layerType) => ({
  mediaType,
  digest: digestOf(text),
  size,
});

/** Adds an image with a configuration. No two images are the same. */
export function storeImage(
  repository: Repository,
  {
    config = {},
    layers = [layer(unique("layer"))],
    annotations,
    ...given
  }: Given & {
    layers?: object[];
    annotations?: Record<string, string>;
  } = {},
): Promise<Manifest> {
  const descriptor = { mediaType: imageConfigType, digest: digestOf(unique("config")), size: 100 };
  const whole = { os: "linux", architecture: "amd64", ...config };
  const manifest = { config: descriptor, layers, ...(annotations && { annotations }) };
  return storeManifest(repository, manifest, { ...given, config: whole });
}

/** Adds an artifact that names another manifest as its subject. */
export function storeReferrer(
  repository: Repository,
  subject: Manifest,
  artifactType: string,
  annotations?: Record<string, string>,
): Promise<Manifest> {
  const { mediaType, digest, size } = subject;
  return storeManifest(repository, {
    artifactType,
    config: { mediaType: emptyType, digest: digestOf("{}"), size: 2 },
    layers: [layer(unique("referrer"), 50, artifactType)],
    subject: { mediaType, digest, size },
    ...(annotations && { annotations }),
  });
}
