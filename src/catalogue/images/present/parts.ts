import { z } from "zod";
import type { BlobSizes } from "../blob-sizes.ts";
import type { FoundLayer } from "../find.ts";
import type { Attachment } from "../page/attachments.ts";
import type { ImageFile } from "../page/files.ts";
import type { ImagePage } from "../page/page.ts";
import type { ContentsEntry } from "../page/platforms.ts";
import type { ShownSbom } from "../sboms/sboms.ts";

export const Size = z.int().nullable(); // null: unknown
export const presentSize = (size: bigint | null) => (size === null ? null : Number(size));

export const BlobSizesEntity = z.object({
  at_least: z.int().describe("Bytes of the blobs of known size"),
  unknown: z.int().describe("Blobs whose size is not known yet"),
  missing: z.int().describe("Blobs that the registry does not have"),
  untrue: z.int().describe("Blobs whose declared size is wrong"),
});

export function presentBlobSizes({ known, unknown, missing, untrue }: BlobSizes) {
  return { at_least: Number(known), unknown, missing, untrue };
}

export const PlatformEntity = z.object({ platform: z.string(), digest: z.string(), size: Size });

export function presentPlatform({ platform, digest, totalSize }: ContentsEntry) {
  return { platform: platform ?? "", digest, size: presentSize(totalSize) };
}

export const LayerEntity = z.object({
  digest: z.string(),
  media_type: z.string(),
  size: Size,
  declared_size: Size,
  missing: z.boolean(),
  created_by: z.string().nullable(),
});

export function presentLayer(layer: FoundLayer) {
  return {
    digest: layer.digest,
    media_type: layer.mediaType,
    size: presentSize(layer.size),
    declared_size: presentSize(layer.declaredSize),
    missing: layer.missing,
    created_by: layer.createdBy,
  };
}

export const FileEntity = z.object({
  name: z.string().nullable(),
  digest: z.string(),
  media_type: z.string(),
  size: Size,
});

export function presentFile({ name, digest, mediaType, size }: ImageFile) {
  return { name, digest, media_type: mediaType, size: presentSize(size) };
}

export const SbomEntity = z.object({
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
});

export function presentSbom(sbom: ShownSbom) {
  return {
    digest: sbom.digest,
    format: sbom.format,
    error: sbom.readError,
    packages_count: sbom.packagesCount,
    matches: sbom.matches,
    packages: sbom.packages,
  };
}

export const AttachmentEntity = z.object({
  digest: z.string(),
  kind: z.string(),
  artifact_type: z.string().nullable(),
});

export function presentAttachment({ digest, kind, artifactType }: Attachment) {
  return { digest, kind: kind.name, artifact_type: artifactType };
}

export const OmittedEntity = z.object({
  labels: z.int(),
  annotations: z.int(),
  layers: z.int(),
  files: z.int(),
  platforms: z.int(),
});

export function presentOmitted({ image, labels, annotations, files, omitted }: ImagePage) {
  const index = image.children.length > 0;
  return {
    labels: labels.more,
    annotations: annotations.more,
    layers: image._count.layers - image.layers.length + (index ? 0 : omitted),
    files: files.more,
    platforms: image._count.children - image.children.length + (index ? omitted : 0),
  };
}
