import { db, Prisma, type Tx } from "../db/client.ts";
import { storableJson, storableText } from "../db/json.ts";
import { readConfig } from "./config.ts";
import { judgeIndexes } from "./index-kinds.ts";
import { judgeManifest } from "./kinds.ts";
import { listingOf } from "./listing.ts";
import type { Child, ManifestContent } from "./manifest.ts";

interface Found {
  id: number;
  mediaType: string;
  repositoryId: number;
  content: ManifestContent | null;
  bytes: Uint8Array | null;
  config: unknown;
}

/** Keeps what was read of a manifest, and the sums that depend on it. */
export async function keepContent(found: Found): Promise<void> {
  await db.$transaction(async (tx) => {
    // One manifest of a repository at a time: an index and its children, read side by side, would miss each other's sizes.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`manifests:${found.repositoryId}`}, 0))`;
    if (!(await keepManifest(tx, found))) return; // deleted meanwhile
    await keepLayers(tx, found);
    await keepChildren(tx, found);
    await sumIndexes(tx, found);
    await judgeIndexes(tx, found);
  });
}

const seconds = [2, 10, 60, 300, 1_800, 3_600];
const enough = 5; // attempts at what the registry does not have

/** What could not be read is tried again later; for ever, unless the registry itself says that it can't be had. */
export async function postpone(
  { id, attempts }: { id: number; attempts: number },
  { message, final }: { message: string; final: boolean },
): Promise<void> {
  if (final && attempts >= enough) return giveUp(id, message);
  const wait = seconds[Math.min(attempts, seconds.length) - 1] ?? 3_600;
  await db.manifest.updateMany({
    where: { id },
    data: { readError: storableText(message), readAfter: new Date(Date.now() + wait * 1000) },
  });
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
      totalSize: content && content.children.length === 0 ? sizeOf(content) : null,
      platform,
      config: config ? JSON.parse(storableJson(config)) : Prisma.DbNull,
      builtAt,
    },
  });
  return count > 0;
}

function sizeOf({ config, layers }: ManifestContent): bigint {
  return layers.reduce((sum, { size }) => sum + BigInt(size), BigInt(config?.size ?? 0));
}

async function keepLayers(tx: Tx, { id, content, config }: Found): Promise<void> {
  const { layerHistory } = readConfig(config);
  await tx.manifestLayer.deleteMany({ where: { manifestId: id } });
  await tx.manifestLayer.createMany({
    data: (content?.layers ?? []).map(({ digest, mediaType, size }, position) => ({
      manifestId: id,
      position,
      digest,
      mediaType: storableText(mediaType),
      size: BigInt(size),
      createdBy: storableText(layerHistory[position] ?? "") || null,
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
    size: Math.min(size, 2_147_483_647),
    platform,
    artifactType: artifactType && storableText(artifactType),
    annotations: annotations ? JSON.parse(storableJson(annotations)) : Prisma.DbNull,
  };
}

/** An index weighs what those of its children weigh that are known: reckoned anew when it or one of them is read. */
async function sumIndexes(tx: Tx, { id, repositoryId }: Found): Promise<void> {
  await tx.$executeRaw`
    UPDATE manifests SET total_size = sums.total
    FROM (
      SELECT c.manifest_id, least(sum(child.total_size), 9223372036854775807)::bigint AS total
      FROM manifest_children c
      JOIN manifests child ON child.repository_id = ${repositoryId} AND child.digest = c.digest
      WHERE c.manifest_id = ${id} OR c.manifest_id IN (
        SELECT parent.manifest_id FROM manifest_children parent
        JOIN manifests self ON self.id = ${id} AND self.digest = parent.digest
      )
      GROUP BY c.manifest_id
    ) sums
    WHERE manifests.id = sums.manifest_id AND manifests.repository_id = ${repositoryId}`;
}
