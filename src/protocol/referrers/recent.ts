import { setTimeout as pause } from "node:timers/promises";
import type { AttachmentSubject } from "../../catalogue/images/page/registry-attachments.ts";
import { db } from "../../platform/db/client.ts";
import { type AtRegistry, asCatalogued } from "../../registry/client/referrers.ts";
import { referrersNow } from "./now.ts";

const recentMs = 5_000;
const pageWaitsMs = 500; // then the page shows what the catalogue has
const maxRecent = 1_000;
const recent = new Map<string, { at: number; found: Promise<AtRegistry> }>();

/**
 * The registry's referrers of an image, for its page. For some seconds after a check the registry is not asked again:
 * events keep the catalogue current meanwhile.
 */
export async function recentReferrers(image: AttachmentSubject): Promise<AtRegistry> {
  const known = remembered(image);
  if (known) return { ...asCatalogued, absent: (await known).absent };
  const found = remember(image, look(image));
  return Promise.race([found, pause(pageWaitsMs, asCatalogued, { ref: false })]);
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

async function look({ registryId, repository, digest }: AttachmentSubject): Promise<AtRegistry> {
  const registry = await db.registry.findUnique({ where: { id: registryId } });
  return registry ? referrersNow({ registry, repository, digest }) : asCatalogued;
}
