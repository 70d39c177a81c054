import { db, type Tx } from "../../platform/db/client.ts";
import type { Job } from "../../platform/jobs/schedule.ts";

// The words of labels and annotations by which images are searched: docs/decisions/082-label-search.md. The function
// label_words() of the database makes them.

/** Stores the words of a manifest that was read. */
export async function storeLabelWords(tx: Tx, { id }: { id: number }): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO image_labels (manifest_id, words)
    SELECT manifests.id, words FROM manifests, label_words(config, annotations) AS words
    WHERE manifests.id = ${id} AND words <> '{}'
    ON CONFLICT (manifest_id) DO UPDATE SET words = excluded.words`;
}

const batchSize = 2_000; // manifests, newest first

/** Manifests that were read before there were words. The migration stored the highest id to go through. */
export async function storeEarlierWords(): Promise<number> {
  for (let stored = 0; ; ) {
    const [row] = await db.$queryRaw<{ next: number; count: number }[]>`
      WITH position AS (
        UPDATE image_label_backfill SET next_id = next_id - ${batchSize} WHERE next_id > 0
        RETURNING next_id + ${batchSize} AS last
      ), added AS (
        INSERT INTO image_labels (manifest_id, words)
        SELECT manifests.id, words FROM position
          JOIN manifests ON manifests.id <= last AND manifests.id > last - ${batchSize}, label_words(config, annotations) AS words
        WHERE words <> '{}'
        ON CONFLICT DO NOTHING RETURNING 1
      )
      SELECT last AS next, (SELECT count(*)::int FROM added) AS count FROM position`;
    if (!row) return stored;
    stored += row.count;
  }
}

export const jobs: Job[] = [
  { name: "store-label-words", cron: "*/10 * * * *", run: storeEarlierWords },
];
