import { db, type Registry } from "../../../platform/db/client.ts";
import { type Loop, startLoop } from "../../../platform/jobs/loop.ts";
import { log } from "../../../platform/log.ts";
import { TooCostly } from "../../../platform/thread-pool.ts";
import { fetchBlob, fetchManifest, type RegistryError } from "../../../registry/client/client.ts";
import { isSchema1Type } from "../../../registry/client/media-types.ts";
import { isImageConfigType } from "../manifest/kinds.ts";
import type { Descriptor } from "../manifest/manifest.ts";
import { giveUp, postpone, storeContent } from "./content.ts";
import { findConfig, prepareManifest, prepareOffLoop } from "./prepare.ts";
import { batchSize, claim, claimUnreadOf, type Due } from "./queue.ts";

/** Reads pushed manifests from the registry: at once when woken, otherwise every 5 seconds. */
export function startReader(onRead: () => void = () => {}): Loop {
  return startLoop("manifests", 5_000, async () => {
    const read = await readPending();
    if (read > 0) onRead();
    return read;
  });
}

/** Returns how many were read. */
export async function readPending(limit = 200): Promise<number> {
  let read = 0;
  for (let asked = 0; asked < limit; asked += batchSize) {
    const due = await claim();
    const outcomes = await Promise.all(due.map(readSafely));
    read += outcomes.filter((it) => it === "read").length;
    if (due.length < batchSize || outcomes.includes("unreachable")) break;
  }
  return read;
}

/** Reads the unread manifests of a repository now, newest first, including those that another process is reading. */
export async function readUnreadOf(repositoryId: number, deadline: number): Promise<void> {
  for (let asked = 0; asked < maxReadAtRequest && Date.now() < deadline; asked += batchSize) {
    const due = await claimUnreadOf(repositoryId);
    const outcomes = await Promise.all(due.map(readSafely));
    if (due.length < batchSize || outcomes.includes("unreachable")) return;
  }
}

const maxReadAtRequest = 64;

type Reading = "read" | RegistryError["kind"];

/** An unexpected error neither stops the others nor the manifest's own retries. */
async function readSafely(due: Due): Promise<Reading> {
  try {
    return await readOne(due);
  } catch (error) {
    if (error instanceof TooCostly) {
      await giveUp(due.id, error.message);
      return "invalid";
    }
    log.error({ err: error, digest: due.digest }, "reading a manifest failed");
    return postponeReading(due, {
      kind: "invalid",
      message: `Portus failed to read it: ${String(error).slice(-300)}`,
    });
  }
}

async function readOne(due: Due): Promise<Reading> {
  const repository = await db.repository.findUnique({
    where: { id: due.repositoryId },
    select: { fullName: true, namespace: { select: { registry: true } } },
  });
  if (!repository) return "missing"; // deleted in the meantime, with the manifest
  const { fullName, namespace } = repository;
  return isSchema1Type(due.mediaType)
    ? skipSchema1(due)
    : readFrom(namespace.registry, fullName, due);
}

/** Schema 1 manifests have no sizes or media types to read. */
async function skipSchema1(due: Due): Promise<Reading> {
  const prepared = prepareManifest(null, due.mediaType, null);
  await storeContent({ ...due, bytes: null, prepared });
  return "read";
}

async function readFrom(registry: Registry, repository: string, due: Due): Promise<Reading> {
  const fetched = due.payload
    ? { ok: true as const, value: { bytes: due.payload } }
    : await fetchManifest(registry, repository, due.digest);
  if (!fetched.ok) return postponeReading(due, fetched.error);

  const { bytes } = fetched.value;
  const named = await findConfig(bytes, due.mediaType);
  if (named === undefined) {
    await giveUp(due.id, "This is not a manifest that Portus can read.");
    return "invalid";
  }
  const config = due.config // of the same digest: still valid if the registry has lost it
    ? { ok: true as const, value: Buffer.from(JSON.stringify(due.config)) }
    : await configOf(registry, repository, named);
  if (!config.ok) return postponeReading(due, config.error);

  const prepared = await prepareOffLoop(bytes, due.mediaType, config.value);
  await storeContent({ ...due, bytes, prepared, hasConfig: Boolean(due.config) });
  return "read";
}

/** The bytes of an image's configuration; null if it is missing, which does not stop the rest from being read. */
async function configOf(
  registry: Registry,
  repository: string,
  config: Pick<Descriptor, "digest" | "mediaType"> | null,
) {
  const none = { ok: true, value: null } as const;
  if (!config || !isImageConfigType(config.mediaType)) return none;

  const fetched = await fetchBlob(registry, repository, config.digest);
  if (fetched.ok) return fetched;
  return ["missing", "invalid"].includes(fetched.error.kind) ? none : fetched;
}

async function postponeReading(due: Due, error: RegistryError): Promise<Reading> {
  const { kind, message, tooLarge = false } = error;
  if (tooLarge) {
    await giveUp(due.id, message);
    return kind;
  }
  await postpone(due, { message, final: kind === "missing" || kind === "invalid" });
  return kind;
}
