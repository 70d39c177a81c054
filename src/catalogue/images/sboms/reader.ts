import { db, type Registry } from "../../../platform/db/client.ts";
import { storableJson, storableText } from "../../../platform/db/json.ts";
import { type Loop, startLoop } from "../../../platform/loop.ts";
import { fetchBlob } from "../../../registry/client/client.ts";
import { type Package, readSbom } from "./document.ts";

const lease = "2 minutes"; // after which another replica takes over
const enough = 5; // attempts at what the registry does not have
const maxPackages = 5_000; // that are kept of a document

/** Reads the SBOMs of what was pushed, one at a time: a document is large, and parsing it holds up others. */
export function startSbomReader(): Loop {
  return startLoop("sboms", 5_000, readSboms);
}

/** Reads the documents whose turn it is; returns how many. */
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
  const [due] = await db.$queryRaw<Due[]>`
    UPDATE sboms SET read_attempts = read_attempts + 1, read_after = now() + ${lease}::interval
    WHERE id = (SELECT id FROM sboms WHERE read_after <= now()
      ORDER BY read_after LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id, manifest_id AS "manifestId", digest, read_attempts AS attempts`;
  return due;
}

async function readOne(due: Due): Promise<void> {
  const manifest = await db.manifest.findUnique({
    where: { id: due.manifestId },
    select: {
      repository: { select: { fullName: true, namespace: { select: { registry: true } } } },
    },
  });
  if (!manifest) return; // deleted since, and the document with it
  const { fullName, namespace } = manifest.repository;
  await fetchAndKeep(namespace.registry, fullName, due);
}

async function fetchAndKeep(registry: Registry, repository: string, due: Due): Promise<void> {
  const fetched = await fetchBlob(registry, repository, due.digest);
  if (!fetched.ok) return postpone(due, fetched.error);
  const document = readSbom(fetched.value);
  if (!document) return end(due.id, { readError: notUnderstood });
  await keep(due.id, document.format, document.packages);
}

const notUnderstood = "The document is neither SPDX 2 nor CycloneDX 1 in JSON.";

async function keep(sbomId: number, format: string, packages: Package[]): Promise<void> {
  const rows = storableJson(packages.slice(0, maxPackages));
  await db.$transaction(async (tx) => {
    const { count } = await tx.sbom.updateMany({
      where: { id: sbomId },
      data: { format, packagesCount: packages.length, readAfter: null, readError: null },
    });
    if (count === 0) return; // deleted meanwhile
    await tx.sbomPackage.deleteMany({ where: { sbomId } });
    await tx.$executeRaw`
      INSERT INTO sbom_packages (sbom_id, position, name, version, purl, licenses)
      SELECT ${sbomId}, position, one->>'name', one->>'version', one->>'purl', one->>'licenses'
      FROM jsonb_array_elements(${rows}::jsonb) WITH ORDINALITY AS listed (one, position)`;
  });
}

async function postpone(due: Due, { kind, message }: { kind: string; message: string }) {
  const final = (kind === "missing" || kind === "invalid") && due.attempts >= enough;
  if (final) return end(due.id, { readError: message });
  const seconds = Math.min(2 ** due.attempts, 3_600);
  await end(due.id, {
    readError: message,
    readAfter: new Date(Date.now() + seconds * 1000),
  });
}

async function end(id: number, state: { readError: string; readAfter?: Date }): Promise<void> {
  const { readError, readAfter = null } = state;
  await db.sbom.updateMany({
    where: { id },
    data: { readError: storableText(readError), readAfter },
  });
}
