import { db, Prisma, type Tx } from "../../../platform/db/client.ts";
import { storableJson, storableText } from "../../../platform/db/json.ts";
import { lock, locks } from "../../../platform/db/locks.ts";
import { retryLater } from "../../../platform/jobs/lease.ts";
import { creditLayers, readConfig } from "../manifest/config.ts";
import { judgeManifest } from "../manifest/kinds.ts";
import type { Child, ManifestContent } from "../manifest/manifest.ts";
import { explainTagRemoval } from "../manifest/tag-removal.ts";
import { expectSboms } from "../sboms/sboms.ts";
import { nameBlobs } from "./blobs.ts";
import { judgeIndexes } from "./index-kinds.ts";
import { manifestQueue } from "./queue.ts";
import { listingOf } from "./referrer-listing.ts";

interface Found {
  id: number;
  digest: string;
  mediaType: string;
  repositoryId: number;
  content: ManifestContent | null;
  bytes: Uint8Array | null;
  config: unknown;
}

const patience = { timeout: 60_000, maxWait: 10_000 }; // ms; a manifest can have 40,000 layers

/** Stores what was read of a manifest. Its size follows when the sizes of its blobs are known (src/sizes/measure.ts). */
export async function keepContent(found: Found): Promise<void> {
  const keep = async (tx: Tx) => {
    await lock(tx, locks.manifests(found.repositoryId));
    if (!(await keepManifest(tx, found))) return; // deleted meanwhile
    await explainTagRemoval(tx, found);
    await keepLayers(tx, found);
    await keepChildren(tx, found);
    await nameBlobs(tx, found);
    await judgeIndexes(tx, found);
    await expectSboms(tx, found);
  };
  await db.$transaction(keep, patience);
}

const maxMissing = 5; // tries at what the registry says it does not have

/** Has an unreadable manifest tried again later, unless the registry itself says that it does not have it. */
export async function postpone(
  { id, attempts }: { id: number; attempts: number },
  { message, final }: { message: string; final: boolean },
): Promise<void> {
  if (final && attempts >= maxMissing) return giveUp(id, message);
  await retryLater(manifestQueue, { key: [id], attempts }, { error: storableText(message) });
}

export async function giveUp(id: number, message: string): Promise<void> {
  await db.manifest.updateMany({
    where: { id },
    data: { readError: storableText(message), readAfter: null },
  });
}

async function keepManifest(tx: Tx, found: Found): Promise<boolean> {
  const { id, mediaType, content, bytes, config } = found;
  const { platform, builtAt } = readConfig(config);
  const { count } = await tx.manifest.updateMany({
    where: { id },
    data: {
      readAt: new Date(),
      readAfter: null,
      readError: null,
      payload: bytes && new Uint8Array(bytes),
      kind: judgeManifest(content, { mediaType, platform }),
      artifactType: content?.artifactType ?? null,
      subject: content?.subject ?? null,
      configDigest: content?.config?.digest ?? null,
      ...listingOf(content),
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

async function keepLayers(tx: Tx, { id, content, config }: Found): Promise<void> {
  const credits = creditLayers(
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

async function keepChildren(tx: Tx, { id, content }: Found): Promise<void> {
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
