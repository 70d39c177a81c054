import type { Tx } from "../../../platform/db/client.ts";
import { splitName } from "../../../registry/names.ts";
import type { Pull, PullSource } from "./pull.ts";

/** The push event should arrive first, because only it names the pusher. */
const delay = "5 seconds";

// `src/protocol/sync/import/pull-lookups.ts` asks the registry about what is queued here.

/**
 * Queues lookups of pulled tags and digests that the catalogue lacks or knows with another digest: a pull-through cache
 * sends no push events, and a push event can be lost, or name somebody who may not push (`unproven`).
 */
export async function queueLookups(
  tx: Tx,
  { namespace, repository, unproven = false }: PullSource & { unproven?: boolean },
  pulls: readonly Pull[],
): Promise<void> {
  const { name } = splitName(repository);
  await tx.$executeRaw`
    INSERT INTO pull_lookups AS known (registry_id, repository, reference, pulled_at, unproven, try_after)
    SELECT ${namespace.registryId}, ${repository}, coalesce(pull.tag, pull.digest), max(pull.at), ${unproven}, now() + ${delay}::interval
    FROM unnest(${pulls.map(({ digest }) => digest)}::text[], ${pulls.map(({ tag }) => tag ?? null)}::text[],
      ${pulls.map(({ at }) => at)}::timestamptz[]) AS pull (digest, tag, at)
    LEFT JOIN repositories r ON r.namespace_id = ${namespace.id} AND r.name = ${name}
    LEFT JOIN manifests m ON m.repository_id = r.id AND m.digest = pull.digest
    LEFT JOIN tags t ON t.repository_id = r.id AND t.name = pull.tag
    WHERE m.id IS NULL OR (pull.tag IS NOT NULL
      AND (t.id IS NULL OR (t.manifest_id <> m.id AND t.applied_at < pull.at)))
    GROUP BY 3
    ON CONFLICT (registry_id, repository, reference) DO UPDATE
      SET pulled_at = greatest(known.pulled_at, EXCLUDED.pulled_at),
        unproven = known.unproven OR EXCLUDED.unproven`;
}

/**
 * Queues a lookup of a tag or digest that an event reports as deleted by somebody who may not delete. It is removed only
 * if the registry no longer has it. A lookup that is under way may have asked too early, so it does not count.
 */
export async function queueDeletionLookup(
  tx: Tx,
  { namespace, repository }: PullSource,
  { reference, at }: { reference: string; at: string },
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO pull_lookups AS known (registry_id, repository, reference, pulled_at, deleted, try_after)
    VALUES (${namespace.registryId}, ${repository}, ${reference}, least(${at}::timestamptz, now()), true, now() + ${delay}::interval)
    ON CONFLICT (registry_id, repository, reference) DO UPDATE
      SET pulled_at = greatest(known.pulled_at, EXCLUDED.pulled_at), deleted = true, attempts = 0, try_after = EXCLUDED.try_after`;
}
