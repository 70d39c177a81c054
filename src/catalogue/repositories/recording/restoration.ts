import type { Tx } from "../../../platform/db/client.ts";

/** What the catalogue knew of an image before it was deleted. Times are in UTC, as Postgres writes them. */
export interface Restored {
  manifest: { pushedAt: string; pushedBy: string; pulledAt: string | null; pulls: number };
  /** Null if the catalogue did not have the tag, or the image is restored by its digest. */
  tag: RestoredTag | null;
}

export interface RestoredTag {
  pushedAt: string;
  pushedBy: string;
  authorName: string;
  authorId: number | null;
  createdAt: string;
}

/** Restores the pulls of a manifest. An image with several tags is restored once for each tag, so nothing is added up. */
export async function restorePulls(
  tx: Tx,
  manifestId: number,
  { manifest, at }: Pick<Restored, "manifest"> & { at: string },
): Promise<void> {
  const { pulledAt, pulls } = manifest;
  await tx.$executeRaw`
    UPDATE manifests SET pulls_count = GREATEST(pulls_count, ${pulls}::bigint),
      pulled_at = GREATEST(pulled_at, ${pulledAt}::timestamptz),
      restored_at = GREATEST(restored_at, date_trunc('milliseconds', ${at}::timestamptz))
    WHERE id = ${manifestId}`;
}
