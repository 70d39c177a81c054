import type { Tx } from "../../../platform/db/client.ts";

/** A repository's whole content, where a tag or a digest could be named. */
export const everything = "";

export interface Grave {
  registryId: number;
  repository: string;
}

/** Remembers that tags or digests were gone at a time, so that older events do not bring them back. */
export async function bury(
  tx: Tx,
  { registryId, repository }: Grave,
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

/** Which of these references were deleted at that time or later. */
export async function buriedSince(
  tx: Tx,
  { registryId, repository }: Grave,
  { references, at }: { references: readonly string[]; at: string },
): Promise<Set<string>> {
  const found = await tx.$queryRaw<{ reference: string }[]>`
    SELECT reference FROM tombstones
    WHERE registry_id = ${registryId} AND repository = ${repository}
      AND reference = ANY (${references}::text[]) AND deleted_at >= ${at}::timestamptz`;
  return new Set(found.map(({ reference }) => reference));
}
