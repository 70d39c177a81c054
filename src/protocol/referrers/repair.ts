import { portus } from "../../identity/actor/system-actors.ts";
import { createCache } from "../../platform/cache.ts";
import { db, Prisma, type Registry } from "../../platform/db/client.ts";
import { log } from "../../platform/log.ts";
import { lookUpManifest } from "../../registry/client/catalog.ts";
import type { Connection } from "../../registry/client/connection.ts";
import { headManifest } from "../../registry/client/head.ts";
import { putManifest } from "../../registry/client/put.ts";
import { holdsReferrers, referrersTag } from "../../registry/client/referrers.ts";
import type { Subject } from "./check.ts";
import { listedOffLoop, withoutOffLoop } from "./index-entries.ts";

/** An index under a referrers tag that lists what was deleted. */
export interface StaleIndex {
  registry: Registry;
  repository: string;
  tag: string;
  gone: string[];
}

/**
 * Removes deleted manifests from a repository's indexes of referrers. Clients leave this to registries that have a
 * referrers API, and no client could push an index that lists missing manifests.
 */
export async function repairIndexes(
  connection: Connection,
  subject: Subject,
  gone: string[],
): Promise<void> {
  const { registry, repository, digest } = subject;
  const stale = await staleIndexes(registry, repository);
  const own = { registry, repository, tag: referrersTag(digest), gone };
  const others = stale.filter(({ tag }) => tag !== own.tag);
  const known = stale.find(({ tag }) => tag === own.tag)?.gone ?? [];
  for (const index of [{ ...own, gone: [...new Set([...gone, ...known])] }, ...others])
    if (index.gone.length > 0) await repairIndex(connection, index);
}

const maxStale = 16; // indexes repaired at a time

/** The indexes of a registry, or of one of its repositories, that list what was deleted within the last minutes. */
export async function staleIndexes(registry: Registry, repository?: string): Promise<StaleIndex[]> {
  const within = repository ? Prisma.sql`AND gone.repository = ${repository}` : Prisma.empty;
  const rows = await db.$queryRaw<Omit<StaleIndex, "registry">[]>`
    SELECT r.full_name AS repository, tags.name AS tag, array_agg(DISTINCT gone.reference) AS gone
    FROM tombstones gone
    JOIN namespaces n ON n.registry_id = gone.registry_id
    JOIN repositories r ON r.namespace_id = n.id AND r.full_name = gone.repository
    JOIN manifest_children c ON c.digest = gone.reference
    JOIN tags ON tags.manifest_id = c.manifest_id AND tags.repository_id = r.id
    WHERE gone.deleted_at > now() - interval '10 minutes' AND gone.registry_id = ${registry.id} ${within}
      AND ${holdsReferrers("tags")}
      AND NOT EXISTS (SELECT FROM manifests m WHERE m.repository_id = r.id AND m.digest = c.digest)
    GROUP BY 1, 2 LIMIT ${maxStale}`;
  return rows.map((row) => ({ ...row, registry }));
}

const retryAfterMs = 60_000;
const failed = createCache<true>(1_000);

/** Pushes the index without the manifests that the registry itself answers it does not have. */
export async function repairIndex(connection: Connection, stale: StaleIndex): Promise<void> {
  const { registry, repository, tag, gone } = stale;
  const key = `${registry.id} ${repository}:${tag}`;
  if (failed.get(key)) return;

  const found = await lookUpManifest(connection, repository, { reference: tag });
  if (!found.ok || typeof found.value === "string") return;
  const { bytes, mediaType } = found.value;
  const listed = await listedOffLoop(bytes, gone);
  const without = await absentAmong(connection, repository, listed);
  if (without.length === 0) return;

  const repaired = await withoutOffLoop(bytes, without);
  const put = { tag, mediaType, bytes: Buffer.from(repaired), as: portus.username };
  const error = await putManifest(registry, repository, put);
  if (!error) return;
  log.warn({ repository, tag, reason: error.message }, "an index of referrers was not repaired");
  failed.set(key, true, Date.now() + retryAfterMs);
}

async function absentAmong(connection: Connection, repository: string, digests: readonly string[]) {
  const asked = digests.slice(0, maxStale).map(async (reference) => {
    const found = await headManifest(connection, repository, { reference });
    return found.ok && found.value === null ? [reference] : [];
  });
  return (await Promise.all(asked)).flat();
}
