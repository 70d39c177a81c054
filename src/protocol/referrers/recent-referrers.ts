import { setTimeout as pause } from "node:timers/promises";
import type { AttachmentSubject } from "../../catalogue/images/page/registry-attachments.ts";
import { db } from "../../platform/db/client.ts";
import { type AtRegistry, asCatalogued } from "../../registry/client/referrers.ts";
import { currentReferrers } from "./current-referrers.ts";

const recentMs = 5_000;
const pageTimeoutMs = 500; // then the page shows what the catalogue has
const maxRecent = 1_000;
const recent = new Map<string, { at: number; found: Promise<AtRegistry> }>();

/**
 * The referrers that the registry has for an image, for the image's page. For some seconds after a check, the registry
 * is not asked again: events keep the catalogue current in the meantime.
 */
export async function recentReferrers(image: AttachmentSubject): Promise<AtRegistry> {
  const known = remembered(image);
  if (known) return { ...asCatalogued, absent: (await known).absent };
  const found = remember(image, check(image));
  return Promise.race([found, pause(pageTimeoutMs, asCatalogued, { ref: false })]);
}

const keyOf = ({ registryId, repository, digest }: AttachmentSubject) =>
  `${registryId} ${repository}@${digest}`;

function remembered(image: AttachmentSubject): Promise<AtRegistry> | undefined {
  const known = recent.get(keyOf(image));
  return known && Date.now() - known.at < recentMs ? known.found : undefined;
}

function remember(image: AttachmentSubject, found: Promise<AtRegistry>): Promise<AtRegistry> {
  if (recent.size >= maxRecent) recent.clear();
  recent.set(keyOf(image), { at: Date.now(), found });
  return found;
}

async function check({ registryId, repository, digest }: AttachmentSubject): Promise<AtRegistry> {
  const registry = await db.registry.findUnique({ where: { id: registryId } });
  return registry ? currentReferrers({ registry, repository, digest }) : asCatalogued;
}
