import { z } from "zod";
import { isIndexType } from "../../../registry/client/media-types.ts";
import { isDigest } from "../../../registry/names.ts";
import { withCanonicalKeys } from "./json-keys.ts";
import { isImageConfigType } from "./kinds.ts";
import { platformName } from "./platform.ts";

export interface Descriptor {
  digest: string;
  mediaType: string;
  /** What the manifest declares; null if that is no whole number. It may be false: the registry knows better. */
  size: number | null;
  /** Absent where it has none. */
  annotations?: Record<string, string> | undefined;
}

export interface Child extends Omit<Descriptor, "annotations"> {
  platform: string | null;
  artifactType: string | null;
  annotations: Record<string, string> | null;
}

/** What a manifest says: of an image its config and layers, of an index its children, of any artifact what it is. */
export interface ManifestContent {
  artifactType: string | null;
  subject: string | null;
  config: Descriptor | null;
  layers: Descriptor[];
  children: Child[];
  annotations: Record<string, string> | null;
  /** Layers and children that are not among them: not described as one can be. */
  omitted: number;
}

/**
 * Reads a manifest by its media type (OCI image-spec manifest.md, image-index.md); null if it is none. Its lists are
 * whole, however long: what is deleted and what is counted depends on them, and a registry takes 4 MB at most.
 */
export function readManifest(bytes: Uint8Array, mediaType: string): ManifestContent | null {
  const parsed = Manifest.safeParse(parse(bytes));
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

/** Whether a config is that of an image, which says how it runs. */
export const isImageConfig = (config: Descriptor | null): config is Descriptor =>
  config !== null && isImageConfigType(config.mediaType);

/** Artifacts made before `artifactType` existed are told by their config. */
function artifactTypeOf(config: Descriptor | undefined): string | null {
  return config && !isImageConfigType(config.mediaType) ? config.mediaType || null : null;
}

const word = z.string().max(255);
const size = z.number().int().nullable().catch(null);
const base = {
  digest: word.refine(isDigest),
  mediaType: word.catch(""),
  size,
};

/** All that are text; the rest is left out. Long ones are cut where they are shown, not here: the manifest is 4 MiB at most. */
const Annotations = z
  .record(z.string(), z.unknown())
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

/** Lists are kept though one of their entries be unusable. */
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
  blobs: listOf(Descriptor), // of the artifact manifest that OCI 1.1 dropped
  manifests: listOf(Child),
  subject: Descriptor.optional().catch(undefined),
  annotations: Annotations,
});

function parse(bytes: Uint8Array): unknown {
  try {
    return withCanonicalKeys(JSON.parse(Buffer.from(bytes).toString("utf8")));
  } catch {
    return null;
  }
}
