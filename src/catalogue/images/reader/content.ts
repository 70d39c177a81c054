import { db, Prisma, type Tx } from "../../../platform/db/client.ts";
import { lock, locks } from "../../../platform/db/locks.ts";
import { storableJson, storableText } from "../../../platform/db/text.ts";
import { retryLater } from "../../../platform/jobs/lease.ts";
import { historyByLayer, readConfig } from "../manifest/config.ts";
import { classifyManifest } from "../manifest/kinds.ts";
import type { Child, ManifestContent } from "../manifest/manifest.ts";
import { markTagRemoval } from "../manifest/tag-removal.ts";
import { queueSboms } from "../sboms/sboms.ts";
import { queueBlobSizes } from "./blobs.ts";
import { classifyIndexes } from "./index-kinds.ts";
import { manifestQueue } from "./queue.ts";
import { referrerListing } from "./referrer-listing.ts";

interface Found {
  id: number;
  digest: string;
  mediaType: string;
  repositoryId: number;
  content: ManifestContent | null;
  bytes: Uint8Array | null;
  config: unknown;
}

const limits = { timeout: 60_000, maxWait: 10_000 }; // ms; a manifest can have 40,000 layers

/** Stores the content of a manifest. Its total size follows when those of its blobs are known (catalogue/sizes/measure.ts). */
export async function storeContent(found: Found): Promise<void> {
  const store = async (tx: Tx) => {
    await lock(tx, locks.manifests(found.repositoryId));
    if (!(await storeManifest(tx, found))) return; // deleted in the meantime
    await markTagRemoval(tx, found);
    await storeLayers(tx, found);
    await storeChildren(tx, found);
    await queueBlobSizes(tx, found);
    await classifyIndexes(tx, found);
    await queueSboms(tx, found);
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
  const { id, mediaType, content, bytes, config } = found;
  const { platform, builtAt } = readConfig(config);
  const { count } = await tx.manifest.updateMany({
    where: { id },
    data: {
      readAt: new Date(),
      readAfter: null,
      readError: null,
      payload: bytes && new Uint8Array(bytes),
      kind: classifyManifest(content, { mediaType, platform }),
      artifactType: content?.artifactType ?? null,
      subject: content?.subject ?? null,
      configDigest: content?.config?.digest ?? null,
      ...referrerListing(content),
      configSize: bigOrNull(content?.config?.size),
      sumDue: content !== null,
      ...(bytes && { size: bytes.length }),
      platform,
      config: config ? JSON.parse(storableJson(config)) : Prisma.DbNull,
      builtAt,
    },
  });
  return count > 0;
}

const bigOrNull = (size: number | null | undefined) => (size == null ? null : BigInt(size));

async function storeLayers(tx: Tx, { id, content, config }: Found): Promise<void> {
  const credits = historyByLayer(
    readConfig(config),
    (content?.layers.length ?? 0) + (content?.omitted ?? 0),
  );
  await tx.manifestLayer.deleteMany({ where: { manifestId: id } });
  await tx.manifestLayer.createMany({
    data: (content?.layers ?? []).map(({ digest, mediaType, size }, position) => ({
      manifestId: id,
      position,
      digest,
      mediaType: storableText(mediaType),
      declaredSize: bigOrNull(size),
      createdBy: storableText(credits[position] ?? "") || null,
    })),
  });
}

async function storeChildren(tx: Tx, { id, content }: Found): Promise<void> {
  await tx.manifestChild.deleteMany({ where: { manifestId: id } });
  await tx.manifestChild.createMany({
    data: (content?.children ?? []).map((child, position) => ({
      manifestId: id,
      position,
      ...storable(child),
    })),
  });
}

function storable({ digest, mediaType, size, platform, artifactType, annotations }: Child) {
  return {
    digest,
    mediaType: storableText(mediaType),
    size: Math.min(Math.max(size ?? 0, 0), 2_147_483_647),
    platform,
    artifactType: artifactType && storableText(artifactType),
    annotations: annotations ? JSON.parse(storableJson(annotations)) : Prisma.DbNull,
  };
}
