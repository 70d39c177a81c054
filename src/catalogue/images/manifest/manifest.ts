import { z } from "zod";
import { text } from "../../../platform/bounded-text.ts";
import { parseJson } from "../../../platform/json.ts";
import { isIndexType, isManifestType } from "../../../registry/client/media-types.ts";
import { isDigest } from "../../../registry/names.ts";
import { withCanonicalKeys } from "./json-keys.ts";
import { isImageConfigType } from "./kinds.ts";
import { platformName } from "./platform.ts";

export interface Descriptor {
  digest: string;
  mediaType: string;
  /** As declared, which can be wrong: the registry has the true size. Null if it is not a whole number. */
  size: number | null;
  annotations?: Record<string, string> | undefined;
}

export interface Child extends Omit<Descriptor, "annotations"> {
  platform: string | null;
  artifactType: string | null;
  annotations: Record<string, string> | null;
}

/** A parsed manifest. An index has children; any other manifest has a config and layers. */
export interface ManifestContent {
  artifactType: string | null;
  subject: string | null;
  config: Descriptor | null;
  layers: Descriptor[];
  children: Child[];
  annotations: Record<string, string> | null;
  /** The number of invalid layers or children, which are left out. */
  omitted: number;
}

/**
 * Parses a manifest by its media type (OCI image-spec manifest.md, image-index.md); null if it is invalid. Lists are never
 * cut, because deletions and sizes depend on them. A registry accepts manifests up to 4 MB.
 */
export function readManifest(bytes: Uint8Array, mediaType: string): ManifestContent | null {
  const parsed = Manifest.safeParse(withCanonicalKeys(parseJson(bytes)));
  if (!parsed.success) return null;

  const { config, layers, blobs, manifests, subject, annotations, artifactType } = parsed.data;
  const index = isIndexType(mediaType);
  const [listed, children] = [layers ?? blobs ?? none, manifests ?? none];
  return {
    artifactType: artifactType ?? artifactTypeOf(config),
    subject: subject?.digest ?? null,
    config: index ? null : (config ?? null),
    layers: index ? [] : listed.entries,
    children: index ? children.entries : [],
    annotations: annotations ?? null,
    omitted: index ? omittedFrom(children) : omittedFrom(listed),
  };
}

/** Artifacts from before `artifactType` existed have their type in the config. */
function artifactTypeOf(config: Descriptor | undefined): string | null {
  return config && !isImageConfigType(config.mediaType) ? config.mediaType || null : null;
}

const word = text(255, { kind: "raw" });
const size = z.number().int().nullable().catch(null);
const base = {
  digest: word.refine(isDigest),
  mediaType: word.catch(""),
  size,
};

/** Annotations with text values. Pages cut long ones; here they stay whole, because a manifest has at most 4 MiB. */
const Annotations = z
  .looseObject({})
  .transform((all) =>
    Object.fromEntries(
      Object.entries(all).filter(
        (entry): entry is [string, string] => typeof entry[1] === "string",
      ),
    ),
  )
  .optional()
  .catch(undefined);

const Descriptor = z.object({ ...base, annotations: Annotations });

const Child = z.object({
  ...base,
  platform: z.unknown().optional().transform(platformName),
  artifactType: word.nullable().default(null).catch(null),
  annotations: Annotations.transform((found) => found ?? null),
});

const none = { entries: [], all: 0 };
const omittedFrom = ({ entries, all }: { entries: unknown[]; all: number }) => all - entries.length;

const listOf = <T>(entry: z.ZodType<T>) =>
  z
    .array(z.unknown())
    .transform((items) => ({
      entries: items.flatMap((item) => entry.safeParse(item).data ?? []),
      all: items.length,
    }))
    .optional()
    .catch(undefined);

const Manifest = z.object({
  artifactType: word.optional().catch(undefined),
  config: Descriptor.optional().catch(undefined),
  layers: listOf(Descriptor),
  blobs: listOf(Descriptor), // of the artifact manifest, which OCI 1.1 dropped
  manifests: listOf(Child),
  subject: Descriptor.optional().catch(undefined),
  annotations: Annotations,
});

/** The blobs of a manifest: its config, its layers, and the entries of an index that are not manifests. */
export function blobDigests({ config, layers, children }: ManifestContent): string[] {
  const listed = children.filter(({ mediaType }) => !isManifestType(mediaType));
  const all = [...(config ? [config] : []), ...layers, ...listed];
  return [...new Set(all.map(({ digest }) => digest))].sort();
}
