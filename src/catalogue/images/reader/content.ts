import { db, Prisma, type Tx } from "../../../platform/db/client.ts";
import { lock, locks } from "../../../platform/db/locks.ts";
import { storableText } from "../../../platform/db/text.ts";
import { retryLater } from "../../../platform/jobs/lease.ts";
import { storeLabelWords } from "../labels.ts";
import { queueSboms } from "../sboms/sboms.ts";
import { queueBlobSizes } from "./blobs.ts";
import { classifyIndexes } from "./index-kinds.ts";
import type { PreparedManifest } from "./prepare.ts";
import { manifestQueue } from "./queue.ts";

interface Found {
  id: number;
  digest: string;
  repositoryId: number;
  bytes: Uint8Array | null;
  prepared: PreparedManifest;
  /** Whether the configuration is in the database already. */
  hasConfig?: boolean;
}

const limits = { timeout: 60_000, maxWait: 10_000 }; // ms; a manifest can have 40,000 layers

/** Stores the content of a manifest. Its total size follows when those of its blobs are known (catalogue/sizes/measure.ts). */
export async function storeContent(found: Found): Promise<void> {
  const { id, repositoryId, digest } = found;
  const { blobs, sboms, removedTag } = found.prepared;
  const store = async (tx: Tx) => {
    await lock(tx, locks.manifests(repositoryId));
    if (!(await storeManifest(tx, found))) return; // deleted in the meantime
    if (removedTag) await markTagRemoval(tx, { repositoryId, digest, tag: removedTag });
    await storeLayers(tx, found);
    await storeChildren(tx, found);
    await queueBlobSizes(tx, { repositoryId, blobs });
    await classifyIndexes(tx, found);
    await queueSboms(tx, { id, sboms });
    await storeLabelWords(tx, { id });
  };
  await db.$transaction(store, limits);
}

const maxAttempts = 5; // if the registry says that it does not have the manifest

/** Retries are unlimited unless the error is final. */
export async function postpone(
  { id, attempts }: { id: number; attempts: number },
  { message, final }: { message: string; final: boolean },
): Promise<void> {
  if (final && attempts >= maxAttempts) return giveUp(id, message);
  await retryLater(manifestQueue, { key: [id], attempts }, { error: storableText(message) });
}

export async function giveUp(id: number, message: string): Promise<void> {
  await db.manifest.updateMany({
    where: { id },
    data: { readError: storableText(message), readAfter: null },
  });
}

async function storeManifest(tx: Tx, found: Found): Promise<boolean> {
  const { id, bytes, prepared, hasConfig = false } = found;
  const { listing, configSize, config, omitted } = prepared;
  const { count } = await tx.manifest.updateMany({
    where: { id },
    data: {
      readAt: new Date(),
      readAfter: null,
      readError: null,
      payload: bytes && new Uint8Array(bytes),
      kind: prepared.kind,
      artifactType: prepared.artifactType,
      subject: prepared.subject,
      configDigest: prepared.configDigest,
      configType: listing.configType,
      annotations: jsonOrNull(listing.annotations),
      listedSize: listing.listedSize,
      configSize: configSize === null ? null : BigInt(configSize),
      sumDue: prepared.isRead,
      ...(bytes && { size: bytes.length }),
      platform: prepared.platform,
      ...(!hasConfig && {
        config: jsonOrNull(config),
        omitted: omitted ? { ...omitted } : Prisma.DbNull,
      }),
      builtAt: prepared.builtAt,
      layerChain: prepared.layerChain,
    },
  });
  return count > 0;
}

/** The database gets what this process wrote itself, and which is short. */
const jsonOrNull = (json: string | null) => (json === null ? Prisma.DbNull : JSON.parse(json));

/** Marks the move in the tag's timeline as an attempt to remove the tag. */
async function markTagRemoval(
  tx: Tx,
  { repositoryId, tag, digest }: { repositoryId: number; tag: string; digest: string },
): Promise<void> {
  await tx.tagMove.updateMany({
    where: { repositoryId, tag, digest, cause: null },
    data: { cause: "regctl_tag_rm" },
  });
}

async function storeLayers(tx: Tx, { id, prepared }: Found): Promise<void> {
  await tx.manifestLayer.deleteMany({ where: { manifestId: id } });
  for (const layers of prepared.layers)
    await tx.$executeRaw`
      INSERT INTO manifest_layers (manifest_id, position, digest, media_type, size, created_by)
      SELECT ${id}, position, digest, media_type, declared_size, created_by
      FROM jsonb_to_recordset(${layers}::jsonb)
        AS (position int, digest text, media_type text, declared_size bigint, created_by text)`;
}

async function storeChildren(tx: Tx, { id, prepared }: Found): Promise<void> {
  await tx.manifestChild.deleteMany({ where: { manifestId: id } });
  for (const children of prepared.children)
    await tx.$executeRaw`
      INSERT INTO manifest_children
        (manifest_id, position, digest, media_type, size, platform, artifact_type, annotations)
      SELECT ${id}, position, digest, media_type, size, platform, artifact_type, NULLIF(annotations, 'null')
      FROM jsonb_to_recordset(${children}::jsonb) AS (position int, digest text, media_type text, size int,
        platform text, artifact_type text, annotations jsonb)`;
}
