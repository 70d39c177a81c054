import type { Tx } from "../../../platform/db/client.ts";
import type { Place } from "./state.ts";
import { latest } from "./times.ts";

/** The reference that stands for the whole repository. */
export const wholeRepository = "";

/** Whether a tag or digest was deleted at `at` or later. */
export function isDeletedSince({ tombstones }: Place, reference: string, at: string): boolean {
  return (tombstones.get(reference) ?? "") >= at;
}

/** Records in memory when a tag or digest was deleted, so that older events do not recreate it. */
export function addTombstone({ tombstones, newTombstones }: Place, reference: string, at: string) {
  tombstones.set(reference, latest(tombstones.get(reference) ?? "", at));
  newTombstones.add(reference);
}

export interface TombstoneScope {
  registryId: number;
  repository: string;
}

interface Tombstone {
  reference: string;
  at: string;
}

/** Records when tags or digests were deleted, so that older events do not recreate them. */
export async function addTombstones(
  tx: Tx,
  scope: TombstoneScope,
  references: readonly Tombstone[],
): Promise<void> {
  await writeTombstones(
    tx,
    references.map((tombstone) => ({ ...scope, ...tombstone })),
  );
}

/** The same for several repositories. */
export async function writeTombstones(
  tx: Tx,
  tombstones: readonly (TombstoneScope & Tombstone)[],
): Promise<void> {
  if (tombstones.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO tombstones AS known (registry_id, repository, reference, deleted_at)
    SELECT "registryId", repository, reference, at
    FROM jsonb_to_recordset(${JSON.stringify(tombstones)}::jsonb)
      AS gone ("registryId" int, repository text, reference text, at timestamptz)
    ORDER BY 1, 2, 3
    ON CONFLICT (registry_id, repository, reference)
    DO UPDATE SET deleted_at = GREATEST(known.deleted_at, EXCLUDED.deleted_at)`;
}

/** Those of the references that were deleted at `at` or later. */
export async function tombstonesSince(
  tx: Tx,
  asked: readonly (TombstoneScope & { reference: string; at: Date })[],
): Promise<(TombstoneScope & { reference: string })[]> {
  return tx.$queryRaw`
    SELECT registry_id AS "registryId", repository, reference
    FROM jsonb_to_recordset(${JSON.stringify(asked)}::jsonb)
      AS asked ("registryId" int, repository text, reference text, at timestamptz)
    JOIN tombstones t USING (repository, reference)
    WHERE t.registry_id = asked."registryId" AND t.deleted_at >= asked.at`;
}
