import type { Tx } from "../../../platform/db/client.ts";

/** The reference that stands for the whole repository. */
export const wholeRepository = "";

export interface TombstoneScope {
  registryId: number;
  repository: string;
}

/** Records when tags or digests were deleted, so that older events do not recreate them. */
export async function addTombstones(
  tx: Tx,
  { registryId, repository }: TombstoneScope,
  references: readonly { reference: string; at: string }[],
): Promise<void> {
  if (references.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO tombstones AS known (registry_id, repository, reference, deleted_at)
    SELECT ${registryId}, ${repository}, reference, at::timestamptz
    FROM unnest(${references.map(({ reference }) => reference)}::text[],
      ${references.map(({ at }) => at)}::text[]) AS gone (reference, at)
    ON CONFLICT (registry_id, repository, reference)
    DO UPDATE SET deleted_at = GREATEST(known.deleted_at, EXCLUDED.deleted_at)`;
}

/** The given references that were deleted at `at` or later. */
export async function tombstonesSince(
  tx: Tx,
  { registryId, repository }: TombstoneScope,
  { references, at }: { references: readonly string[]; at: string },
): Promise<Set<string>> {
  const found = await tx.$queryRaw<{ reference: string }[]>`
    SELECT reference FROM tombstones
    WHERE registry_id = ${registryId} AND repository = ${repository}
      AND reference = ANY (${references}::text[]) AND deleted_at >= ${at}::timestamptz`;
  return new Set(found.map(({ reference }) => reference));
}
