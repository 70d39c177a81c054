import { allowLongStatements, db, type Registry, type Tx } from "../../platform/db/client.ts";
import { lock, locks } from "../../platform/db/locks.ts";
import { storableText } from "../../platform/db/text.ts";
import { waitAfter } from "../../platform/jobs/lease.ts";
import { type Loop, startLoop } from "../../platform/jobs/loop.ts";
import type { Answer } from "../../registry/client/answers.ts";
import { blobSize } from "../../registry/client/blob-size.ts";
import { type Connection, openConnection } from "../../registry/client/connection.ts";
import { blobQueue, claimBlobs, type DueBlob } from "./due-blobs.ts";
import { markTotals, sumTotals } from "./totals.ts";

/** Asks registries for the sizes of new blobs: at once when woken, otherwise every 5 seconds. */
export function startMeasuring(): Loop {
  return startLoop("blobs", 5_000, measureDue);
}

/** Asks for the sizes of a batch of blobs and sums the totals that become known. Returns the batch size, or 0 if a registry was unreachable. */
export async function measureDue(): Promise<number> {
  const due = await claimBlobs();
  let unreachable = false;
  for (const registryId of new Set(due.map((it) => it.registryId))) {
    const measured = await measure(
      registryId,
      due.filter((it) => it.registryId === registryId),
    );
    unreachable ||= measured.some(({ error }) => error?.kind === "unreachable");
    await db.$transaction((tx) => storeMeasured(tx, registryId, measured), { timeout });
  }
  while ((await sumTotals()) > 0);
  return unreachable ? 0 : due.length;
}

const timeout = 120_000; // ms

interface Measured {
  digest: string;
  attempts: number;
  size: number | null;
  error: { kind: string; message: string } | null;
}

async function measure(registryId: number, blobs: readonly DueBlob[]): Promise<Measured[]> {
  const registry = await db.registry.findUnique({ where: { id: registryId } });
  if (!registry) return []; // deleted in the meantime, with its blobs
  const connection = openConnection(registry satisfies Registry);
  try {
    return await Promise.all(blobs.map((blob) => measureOne(connection, blob)));
  } finally {
    connection.close();
  }
}

/** A repository may lack a blob that another one has, so a few repositories are asked. */
async function measureOne(
  connection: Connection,
  { digest, attempts, repositories }: DueBlob,
): Promise<Measured> {
  let answer: Answer<number> | null = null;
  for (const repository of repositories) {
    answer = await blobSize(connection, repository, digest);
    if (answer.ok || answer.error.kind !== "missing") break;
  }
  const size = answer?.ok ? answer.value : null;
  const missing = { kind: "missing", message: "No repository refers to it." };
  return { digest, attempts, size, error: answer?.ok ? null : (answer?.error ?? missing) };
}

const missingSeconds = 86_400; // it may be uploaded later

async function storeMeasured(
  tx: Tx,
  registryId: number,
  measured: readonly Measured[],
): Promise<void> {
  await allowLongStatements(tx, timeout);
  await lock(tx, locks.totals);
  const rows = measured.map(({ digest, size, error, attempts }) => ({
    digest,
    size,
    missing: error?.kind === "missing",
    error: error && storableText(error.message),
    pause: error?.kind === "missing" ? missingSeconds : waitAfter(blobQueue, attempts),
  }));
  const changed = await tx.$queryRaw<{ digest: string }[]>`
    WITH given AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS given (digest text, size bigint, missing boolean, error text, pause int)
    ), before AS (
      SELECT digest, missing FROM registry_blobs
      WHERE registry_id = ${registryId} AND digest IN (SELECT digest FROM given) ORDER BY digest FOR UPDATE
    )
    UPDATE registry_blobs AS known SET size = given.size, missing = given.missing, error = given.error,
      check_after = CASE WHEN given.size IS NULL THEN now() + given.pause * interval '1 second' END
    FROM given JOIN before USING (digest)
    WHERE known.registry_id = ${registryId} AND known.digest = given.digest
    RETURNING CASE WHEN given.size IS NOT NULL OR given.missing <> before.missing THEN known.digest END AS digest`;
  await markTotals(
    tx,
    registryId,
    changed.flatMap(({ digest }) => digest ?? []),
  );
}
