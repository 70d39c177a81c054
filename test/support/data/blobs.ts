import { measureDue } from "../../../src/catalogue/sizes/measure.ts";
import { sumTotals } from "../../../src/catalogue/sizes/totals.ts";
import { db } from "../../../src/platform/db/client.ts";

/** Stores the sizes of blobs as if Portus had requested them; null: the registry does not have the blob. */
export async function storeBlobs(
  repository: { id: number },
  sizes: Readonly<Record<string, number | bigint | null>>,
): Promise<void> {
  const { namespace } = await db.repository.findUniqueOrThrow({
    where: { id: repository.id },
    select: { namespace: true },
  });
  const rows = Object.entries(sizes).map(([digest, size]) => ({
    digest,
    size: size === null ? null : String(size),
  }));
  await db.$executeRaw`
    INSERT INTO registry_blobs (registry_id, digest, repository_id, size, missing, check_after)
    SELECT ${namespace.registryId}, digest, ${repository.id}, size, size IS NULL,
      CASE WHEN size IS NULL THEN now() + interval '1 day' END
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given (digest text, size bigint)
    ON CONFLICT (registry_id, digest) DO UPDATE
      SET size = excluded.size, missing = excluded.missing, check_after = excluded.check_after`;
}

/** Computes all due totals without a request to a registry. */
export async function sumAll(): Promise<void> {
  while ((await sumTotals()) > 0);
}

/** Requests all due blob sizes from the registries and computes the totals. */
export async function measureAll(): Promise<void> {
  while ((await measureDue()) > 0);
}
