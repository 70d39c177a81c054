import { db, Prisma, type Registry } from "../../../platform/db/client.ts";
import { storableText } from "../../../platform/db/text.ts";
import { claimDue, type Queue, retryLater } from "../../../platform/jobs/lease.ts";
import { type Loop, startLoop } from "../../../platform/jobs/loop.ts";
import { TooCostly } from "../../../platform/thread-pool.ts";
import { fetchBlob, type RegistryError } from "../../../registry/client/client.ts";
import { type PreparedSbom, prepareOffLoop } from "./document.ts";

export const sbomQueue: Queue = {
  table: "sboms",
  key: ["id"],
  due: "read_after",
  attempts: "read_attempts",
  countedAt: "claim",
  fence: "read_attempts",
  error: "read_error",
  leaseSeconds: 120,
  retrySeconds: [2, 10, 60, 300, 1_800, 3_600],
  endless: true,
};
const maxAttempts = 5; // if the registry says that it does not have the SBOM

/** Reads pushed SBOMs, one at a time: they are large. */
export function startSbomReader(): Loop {
  return startLoop("sboms", 5_000, () => readSboms());
}

/** Returns how many were read. */
export async function readSboms(limit = 20): Promise<number> {
  let read = 0;
  for (let due = await claim(); due && read < limit; due = await claim()) {
    await readOne(due);
    read += 1;
  }
  return read;
}

interface Due {
  id: number;
  manifestId: number;
  digest: string;
  attempts: number;
}

async function claim(): Promise<Due | undefined> {
  const returning = Prisma.sql`job.id, manifest_id AS "manifestId", digest, read_attempts AS attempts`;
  const [due] = await claimDue<Due>(sbomQueue, { limit: 1, returning });
  return due;
}

async function readOne(due: Due): Promise<void> {
  const manifest = await db.manifest.findUnique({
    where: { id: due.manifestId },
    select: {
      repository: { select: { fullName: true, namespace: { select: { registry: true } } } },
    },
  });
  if (!manifest) return; // deleted in the meantime, with the SBOM
  const { fullName, namespace } = manifest.repository;
  await fetchAndStore(namespace.registry, fullName, due);
}

async function fetchAndStore(registry: Registry, repository: string, due: Due): Promise<void> {
  const fetched = await fetchBlob(registry, repository, due.digest);
  if (!fetched.ok) return postpone(due, fetched.error);
  const document = await read(fetched.value);
  if (document instanceof TooCostly) return end(due.id, document.message);
  if (!document) return end(due.id, unknownFormat);
  await store(due.id, document);
}

async function read(bytes: Uint8Array): Promise<PreparedSbom | TooCostly | null> {
  try {
    return await prepareOffLoop(bytes);
  } catch (error) {
    if (error instanceof TooCostly) return error;
    throw error;
  }
}

const unknownFormat = "The SBOM is neither SPDX 2 nor CycloneDX 1 in JSON.";

async function store(sbomId: number, { format, count, packages }: PreparedSbom): Promise<void> {
  await db.$transaction(async (tx) => {
    const { count: found } = await tx.sbom.updateMany({
      where: { id: sbomId },
      data: { format, packagesCount: count, readAfter: null, readError: null },
    });
    if (found === 0) return; // deleted in the meantime
    await tx.sbomPackage.deleteMany({ where: { sbomId } });
    for (const rows of packages)
      await tx.$executeRaw`
        INSERT INTO sbom_packages (sbom_id, position, name, version, purl, licenses)
        SELECT ${sbomId}, position, name, version, purl, licenses FROM jsonb_to_recordset(${rows}::jsonb)
          AS (position int, name text, version text, purl text, licenses text)`;
  });
}

async function postpone({ id, attempts }: Due, error: RegistryError) {
  const { kind, message, tooLarge } = error;
  if (tooLarge) return end(id, message);
  if ((kind === "missing" || kind === "invalid") && attempts >= maxAttempts)
    return end(id, message);
  await retryLater(sbomQueue, { key: [id], attempts }, { error: storableText(message) });
}

async function end(id: number, error: string): Promise<void> {
  await db.sbom.updateMany({
    where: { id },
    data: { readError: storableText(error), readAfter: null },
  });
}
