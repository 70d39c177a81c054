import type { Tx } from "../../../platform/db/client.ts";
import { splitName } from "../../../registry/names.ts";
import type { Pull } from "./pull.ts";

/** The push event should arrive first, because only it names the pusher. */
const delay = "5 seconds";

export type Lookup = Omit<Pull, "counted"> & { unproven?: boolean };

// `src/protocol/sync/import/pull-lookups.ts` asks the registry about what is queued here.

/**
 * Queues lookups of pulled tags and digests that the catalogue lacks or knows with another digest: a pull-through cache
 * sends no push events, and a push event can be lost, or name somebody who may not push (`unproven`).
 */
export async function queueLookups(tx: Tx, lookups: readonly Lookup[]): Promise<void> {
  if (lookups.length === 0) return;
  const rows = lookups.map(({ namespace, repository, digest, tag, at, unproven = false }) => {
    const { id: namespaceId, registryId } = namespace;
    const { name } = splitName(repository);
    return { registryId, namespaceId, repository, name, digest, tag, at, unproven };
  });
  await tx.$executeRaw`
    INSERT INTO pull_lookups AS known (registry_id, repository, reference, pulled_at, unproven, try_after)
    SELECT "registryId", repository, coalesce(pull.tag, pull.digest), max(pull.at), bool_or(pull.unproven),
      now() + ${delay}::interval
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS pull ("registryId" int, "namespaceId" int,
      repository text, name text, digest text, tag text, at timestamptz, unproven boolean)
    LEFT JOIN repositories r ON r.namespace_id = pull."namespaceId" AND r.name = pull.name
    LEFT JOIN manifests m ON m.repository_id = r.id AND m.digest = pull.digest
    LEFT JOIN tags t ON t.repository_id = r.id AND t.name = pull.tag
    WHERE m.id IS NULL OR (pull.tag IS NOT NULL
      AND (t.id IS NULL OR (t.manifest_id <> m.id AND t.applied_at < pull.at)))
    GROUP BY 1, 2, 3
    ORDER BY 1, 2, 3
    ON CONFLICT (registry_id, repository, reference) DO UPDATE
      SET pulled_at = greatest(known.pulled_at, EXCLUDED.pulled_at),
        unproven = known.unproven OR EXCLUDED.unproven`;
}

export interface DeletionLookup {
  namespace: Pull["namespace"];
  repository: string; // its full name
  reference: string; // the tag, or the digest
  at: string;
}

/**
 * Queues lookups of tags and digests that events report as deleted by somebody who may not delete. They are removed only
 * if the registry no longer has them. A lookup that is under way may have asked too early, so it does not count.
 */
export async function queueDeletionLookups(
  tx: Tx,
  lookups: readonly DeletionLookup[],
): Promise<void> {
  if (lookups.length === 0) return;
  const rows = lookups.map(({ namespace, ...it }) => ({ registryId: namespace.registryId, ...it }));
  await tx.$executeRaw`
    INSERT INTO pull_lookups AS known (registry_id, repository, reference, pulled_at, deleted, try_after)
    SELECT "registryId", repository, reference, least(max(at), now()), true, now() + ${delay}::interval
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS lookup ("registryId" int, repository text, reference text, at timestamptz)
    GROUP BY 1, 2, 3
    ORDER BY 1, 2, 3
    ON CONFLICT (registry_id, repository, reference) DO UPDATE
      SET pulled_at = greatest(known.pulled_at, EXCLUDED.pulled_at), deleted = true, attempts = 0, try_after = EXCLUDED.try_after`;
}
