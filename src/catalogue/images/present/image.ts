import { z } from "zod";
import { type Command, pullCommands } from "../../repositories/pull-commands.ts";
import type { ImagePage } from "../page/page.ts";
import { builtNote } from "../page/run-settings.ts";
import {
  AttachmentEntity,
  BlobSizesEntity,
  FileEntity,
  LayerEntity,
  OmittedEntity,
  PlatformEntity,
  presentAttachment,
  presentBlobSizes,
  presentFile,
  presentLayer,
  presentOmitted,
  presentPlatform,
  presentSbom,
  presentSize,
  SbomEntity,
  Size,
} from "./parts.ts";

const Line = z.object({ name: z.string(), value: z.string() });

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
  platforms: z.array(PlatformEntity),
  built_at: z.iso.datetime().nullable(),
  built_note: z.string().nullable(), // the reason for a missing date
  commands: z.array(z.object({ client: z.string(), command: z.string() })),
  tags: z.array(z.string()),
  tags_count: z.int(),
  labels: z.array(Line),
  annotations: z.array(Line),
  layers: z.array(LayerEntity),
  files: z.array(FileEntity),
  sboms: z.array(SbomEntity),
  attachments: z.array(AttachmentEntity),
  omitted: OmittedEntity,
});

export function presentImage(page: ImagePage, name: string, tag?: string) {
  const { image, kind, contents, config, labels, annotations, files } = page;
  const { digest, mediaType, artifactType, subject } = image;
  const runs = kind.name === "image" || kind.name === "wasm";
  const index = image.children.length > 0;
  return {
    digest,
    media_type: mediaType,
    artifact_type: artifactType,
    kind: kind.name,
    label: kind.label,
    size: presentSize(image.totalSize),
    own_blobs: page.sizes && presentBlobSizes(page.sizes),
    subject,
    platform: image.platform,
    platforms: contents.platforms.map(presentPlatform),
    built_at: config?.builtAt?.toISOString() ?? null,
    built_note: runs && !index && !config?.builtAt ? builtNote(config) : null,
    commands: commandsOf({ ...image, kind: kind.name, name, reference: tag ?? digest }),
    tags: page.tags.names,
    tags_count: page.tags.count,
    labels: labels.items.map(line),
    annotations: annotations.items.map(line),
    layers: image.layers.map(presentLayer),
    files: files.items.map(presentFile),
    sboms: page.sboms.map(presentSbom),
    attachments: page.attachments.map(presentAttachment),
    omitted: presentOmitted(page),
  };
}

function commandsOf(wanted: Parameters<typeof pullCommands>[0]) {
  return pullCommands(wanted).map(({ label, command }: Command) => ({ client: label, command }));
}

const line = ({ name, value }: { name: string; value: string }) => ({ name, value });
