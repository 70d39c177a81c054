import { setTimeout as pause } from "node:timers/promises";
import type { AttachmentSubject } from "../../catalogue/images/page/registry-attachments.ts";
import { createCache } from "../../platform/cache.ts";
import { db } from "../../platform/db/client.ts";
import { type AtRegistry, asCatalogued } from "../../registry/client/referrers.ts";
import { currentReferrers } from "./current-referrers.ts";

const recentMs = 5_000;
const pageTimeoutMs = 500; // then the page shows what the catalogue has
const recent = createCache<Promise<AtRegistry>>(1_000);

/**
 * The referrers that the registry has for an image, for the image's page. For some seconds after a check, the registry
 * is not asked again: events keep the catalogue current in the meantime.
 */
export async function recentReferrers(image: AttachmentSubject): Promise<AtRegistry> {
  const key = `${image.registryId} ${image.repository}@${image.digest}`;
  const known = recent.get(key);
  if (known) return { ...asCatalogued, absent: (await known).absent };
  const found = check(image);
  recent.set(key, found, Date.now() + recentMs);
  return Promise.race([found, pause(pageTimeoutMs, asCatalogued, { ref: false })]);
}

async function check({ registryId, repository, digest }: AttachmentSubject): Promise<AtRegistry> {
  const registry = await db.registry.findUnique({ where: { id: registryId } });
  return registry ? currentReferrers({ registry, repository, digest }) : asCatalogued;
}
