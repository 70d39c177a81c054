import type { ManifestKind } from "../../../platform/db/client.ts";
import { storableJson, storablePieces, storableText } from "../../../platform/db/text.ts";
import { offLoop } from "../../../platform/thread-pool.ts";
import { layerChain } from "../bases/chain.ts";
import { historyByLayer, parseConfig, readConfig } from "../manifest/config.ts";
import { classifyManifest } from "../manifest/kinds.ts";
import {
  blobDigests,
  type Child,
  type Descriptor,
  type ManifestContent,
  readManifest,
} from "../manifest/manifest.ts";
import { type OmittedParts, storedConfig } from "../manifest/stored-config.ts";
import { tagToRemove } from "../manifest/tag-removal.ts";
import { type ListedSbom, listedSboms } from "../sboms/listed.ts";
import { type ReferrerListing, referrerListing } from "./referrer-listing.ts";

/**
 * What is stored of a manifest. The long lists are JSON, in pieces, which the database takes apart: copying 40,000 objects
 * between threads would stop the event loop.
 */
export interface PreparedManifest {
  kind: ManifestKind;
  artifactType: string | null;
  subject: string | null;
  configDigest: string | null;
  configSize: number | null;
  listing: ReferrerListing;
  layers: string[];
  children: string[];
  blobs: string[];
  layerChain: Uint8Array<ArrayBuffer> | null; // of an image
  sboms: ListedSbom[];
  platform: string | null;
  builtAt: Date | null;
  config: string | null; // JSON
  omitted: OmittedParts | null;
  /** The tag that the image was pushed to remove. */
  removedTag: string | null;
  /** Whether there is a manifest: false for Docker's schema 1, which is not read. */
  isRead: boolean;
}

/** The config that a manifest names; undefined if the manifest is invalid. */
export function configNamedBy(
  bytes: Uint8Array,
  mediaType: string,
): Pick<Descriptor, "digest" | "mediaType"> | null | undefined {
  const content = readManifest(bytes, mediaType);
  if (!content?.config) return content ? null : undefined;
  return { digest: content.config.digest, mediaType: content.config.mediaType };
}

export const findConfig = offLoop(import.meta.url, "configNamedBy", configNamedBy);

/** `config` is that of an image, null if it has none or it is missing. */
export function prepareManifest(
  bytes: Uint8Array | null,
  mediaType: string,
  config: Uint8Array | null,
): PreparedManifest {
  const content = bytes && readManifest(bytes, mediaType);
  const parsed = config && parseConfig(config);
  const { platform, builtAt } = readConfig(parsed);
  const stored = parsed && storedConfig(parsed);
  const kind = classifyManifest(content, { mediaType, platform });
  return {
    kind,
    artifactType: content?.artifactType ?? null,
    subject: content?.subject ?? null,
    configDigest: content?.config?.digest ?? null,
    configSize: content?.config?.size ?? null,
    listing: referrerListing(content),
    layers: storablePieces(layersOf(content, parsed)),
    children: storablePieces(childrenOf(content)),
    blobs: storablePieces(content ? blobDigests(content) : []),
    layerChain: content && kind === "image" ? chainOf(content) : null,
    sboms: listedSboms(content),
    platform,
    builtAt,
    config: stored?.json ?? null,
    omitted: stored?.omitted ?? null,
    removedTag: tagToRemove(parsed),
    isRead: content !== null,
  };
}

export const prepareOffLoop = offLoop(import.meta.url, "prepareManifest", prepareManifest);

const chainOf = ({ layers }: ManifestContent) => layerChain(layers.map(({ digest }) => digest));

const maxCreditLength = 131_072; // characters of all history lines of the layers; the rest is left out

/** With the history line that made each layer. The columns are those of manifest_layers. */
function layersOf(content: ManifestContent | null, config: object | null) {
  const { layers, omitted } = content ?? { layers: [], omitted: 0 };
  const credits = historyByLayer(readConfig(config), layers.length + omitted);
  let room = maxCreditLength;
  return layers.map(({ digest, mediaType, size }, position) => {
    const credit = credits[position] ?? "";
    room -= credit.length;
    return {
      position,
      digest,
      media_type: storableText(mediaType),
      declared_size: size,
      created_by: (room >= 0 && storableText(credit)) || null,
    };
  });
}

const maxAnnotationsLength = 1_048_576; // characters of the annotations of all entries

/** The columns are those of manifest_children. */
function childrenOf(content: ManifestContent | null) {
  let room = maxAnnotationsLength;
  return (content?.children ?? []).map((child: Child, position) => {
    const { digest, mediaType, size, platform, artifactType, annotations } = child;
    const length = annotations ? storableJson(annotations).length : 0;
    const kept = length <= room ? annotations : onlyReference(annotations);
    if (length <= room) room -= length;
    return {
      position,
      digest,
      media_type: storableText(mediaType),
      size: Math.min(Math.max(size ?? 0, 0), 2_147_483_647),
      platform,
      artifact_type: artifactType && storableText(artifactType),
      annotations: kept,
    };
  });
}

/** What says that an entry is an attestation, as BuildKit writes it. */
function onlyReference(annotations: Readonly<Record<string, string>> | null) {
  const found = Object.entries(annotations ?? {}).filter(
    ([name, value]) => /^vnd\.docker\.reference\.(digest|type)$/.test(name) && value.length <= 300,
  );
  return found.length > 0 ? Object.fromEntries(found) : null;
}
