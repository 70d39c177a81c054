import { z } from "zod";
import { type Command, pullCommands } from "../repositories/pull-commands.ts";
import type { Weight } from "./blob-sizes.ts";
import type { ImagePage } from "./page/page.ts";
import { builtNote } from "./page/run-settings.ts";

const Line = z.object({ name: z.string(), value: z.string() });
const Size = z.int().nullable(); // null: not known

const WeightEntity = z.object({
  at_least: z.int().describe("Bytes of those whose size is known"),
  unknown: z.int().describe("How many sizes the registry has not told yet"),
  missing: z.int().describe("How many blobs the registry does not have"),
  untrue: z.int().describe("How many are declared with another size than is stored"),
});

export const ImageEntity = z.object({
  digest: z.string(),
  media_type: z.string(),
  artifact_type: z.string().nullable(),
  kind: z.string(),
  label: z.string(),
  size: Size.describe("What the registry stores of it, each blob once; null: unknown"),
  own_blobs: WeightEntity.nullable(),
  subject: z.string().nullable(),
  platform: z.string().nullable(),
  platforms: z.array(z.object({ platform: z.string(), digest: z.string(), size: Size })),
  built_at: z.iso.datetime().nullable(),
  built_note: z.string().nullable(), // why there is no date
  commands: z.array(z.object({ client: z.string(), command: z.string() })),
  tags: z.array(z.string()),
  tags_count: z.int(),
  labels: z.array(Line),
  annotations: z.array(Line),
  layers: z.array(
    z.object({
      digest: z.string(),
      media_type: z.string(),
      size: Size,
      declared_size: Size,
      missing: z.boolean(),
      created_by: z.string().nullable(),
    }),
  ),
  files: z.array(
    z.object({
      name: z.string().nullable(),
      digest: z.string(),
      media_type: z.string(),
      size: Size,
    }),
  ),
  sboms: z.array(
    z.object({
      digest: z.string(),
      format: z.string().nullable(), // null: not read (yet)
      error: z.string().nullable(),
      packages_count: z.int().nullable(),
      matches: z.int(), // of the packages that are kept
      packages: z.array(
        z.object({
          name: z.string(),
          version: z.string(),
          purl: z.string(),
          licenses: z.string(),
        }),
      ),
    }),
  ),
  attachments: z.array(
    z.object({ digest: z.string(), kind: z.string(), artifact_type: z.string().nullable() }),
  ),
  omitted: z.object({
    labels: z.int(),
    annotations: z.int(),
    layers: z.int(),
    files: z.int(),
    platforms: z.int(),
  }), // how many of each are not in the lists
});

/** An image or artifact as its page shows it. */
export function presentImage(page: ImagePage, name: string, tag?: string) {
  const { image, kind, inside, config, labels, annotations, files, omitted } = page;
  const { digest, mediaType, artifactType, subject } = image;
  const runs = kind.name === "image" || kind.name === "wasm";
  const index = image.children.length > 0;
  return {
    digest,
    media_type: mediaType,
    artifact_type: artifactType,
    kind: kind.name,
    label: kind.label,
    size: number(image.totalSize),
    own_blobs: page.weight && presentWeight(page.weight),
    subject,
    platform: image.platform,
    platforms: inside.platforms.map(({ platform, totalSize, ...listed }) => ({
      platform: platform ?? "",
      digest: listed.digest,
      size: number(totalSize),
    })),
    built_at: config?.builtAt?.toISOString() ?? null,
    built_note: runs && !index && !config?.builtAt ? builtNote(config) : null,
    commands: commandsOf({ ...image, kind: kind.name, name, reference: tag ?? digest }),
    tags: page.tags.names,
    tags_count: page.tags.count,
    labels: labels.items.map(line),
    annotations: annotations.items.map(line),
    layers: image.layers.map((layer) => ({
      digest: layer.digest,
      media_type: layer.mediaType,
      size: number(layer.size),
      declared_size: number(layer.declaredSize),
      missing: layer.missing,
      created_by: layer.createdBy,
    })),
    files: files.items.map((file) => ({
      name: file.name,
      digest: file.digest,
      media_type: file.mediaType,
      size: number(file.size),
    })),
    sboms: page.sboms.map((sbom) => ({
      digest: sbom.digest,
      format: sbom.format,
      error: sbom.readError,
      packages_count: sbom.packagesCount,
      matches: sbom.matches,
      packages: sbom.packages,
    })),
    attachments: page.papers.map((it) => ({
      digest: it.digest,
      kind: it.kind.name,
      artifact_type: it.artifactType,
    })),
    omitted: {
      labels: labels.more,
      annotations: annotations.more,
      layers: image._count.layers - image.layers.length + (index ? 0 : omitted),
      files: files.more,
      platforms: image._count.children - image.children.length + (index ? omitted : 0),
    },
  };
}

/** What is known of the sizes of a manifest's own blobs, as the API says it. */
function presentWeight({ known, unknown, missing, untrue }: Weight) {
  return { at_least: Number(known), unknown, missing, untrue };
}

function commandsOf(wanted: Parameters<typeof pullCommands>[0]) {
  return pullCommands(wanted).map(({ label, command }: Command) => ({ client: label, command }));
}

const number = (size: bigint | null) => (size === null ? null : Number(size));
const line = ({ name, value }: { name: string; value: string }) => ({ name, value });
