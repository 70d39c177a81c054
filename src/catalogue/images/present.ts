import { z } from "zod";
import { type Command, pullCommands } from "../repositories/pull-commands.ts";
import type { BlobSizes } from "./blob-sizes.ts";
import type { ImagePage } from "./page/page.ts";
import { builtNote } from "./page/run-settings.ts";

const Line = z.object({ name: z.string(), value: z.string() });
const Size = z.int().nullable(); // null: unknown

const BlobSizesEntity = z.object({
  at_least: z.int().describe("Bytes of the blobs of known size"),
  unknown: z.int().describe("Blobs whose size is not known yet"),
  missing: z.int().describe("Blobs that the registry does not have"),
  untrue: z.int().describe("Blobs whose declared size is wrong"),
});

export const ImageEntity = z.object({
  digest: z.string(),
  media_type: z.string(),
  artifact_type: z.string().nullable(),
  kind: z.string(),
  label: z.string(),
  size: Size.describe("Bytes in the registry, each blob once; null: unknown"),
  own_blobs: BlobSizesEntity.nullable(),
  subject: z.string().nullable(),
  platform: z.string().nullable(),
  platforms: z.array(z.object({ platform: z.string(), digest: z.string(), size: Size })),
  built_at: z.iso.datetime().nullable(),
  built_note: z.string().nullable(), // the reason for a missing date
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
      format: z.string().nullable(), // null: not read
      error: z.string().nullable(),
      packages_count: z.int().nullable(),
      matches: z.int(), // among the stored packages
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
  }), // the number of each that the lists lack
});

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
    own_blobs: page.sizes && presentBlobSizes(page.sizes),
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
    attachments: page.attachments.map((it) => ({
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

function presentBlobSizes({ known, unknown, missing, untrue }: BlobSizes) {
  return { at_least: Number(known), unknown, missing, untrue };
}

function commandsOf(wanted: Parameters<typeof pullCommands>[0]) {
  return pullCommands(wanted).map(({ label, command }: Command) => ({ client: label, command }));
}

const number = (size: bigint | null) => (size === null ? null : Number(size));
const line = ({ name, value }: { name: string; value: string }) => ({ name, value });
