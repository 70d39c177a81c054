import { db, type Registry } from "../../../platform/db/client.ts";
import { type Loop, startLoop } from "../../../platform/jobs/loop.ts";
import { log } from "../../../platform/log.ts";
import { fetchBlob, fetchManifest, type RegistryError } from "../../../registry/client/client.ts";
import { isSchema1Type } from "../../../registry/client/media-types.ts";
import { parseConfig } from "../manifest/config.ts";
import { isImageConfig, type ManifestContent, readManifest } from "../manifest/manifest.ts";
import { giveUp, keepContent, postpone } from "./content.ts";
import { claim, claimOf, type Due, together } from "./queue.ts";

/** Reads what was pushed from the registry, soon after: at once when woken, else every few seconds. */
export function startReader(onRead: () => void = () => {}): Loop {
  return startLoop("manifests", 5_000, async () => {
    const read = await readPending();
    if (read > 0) onRead();
    return read;
  });
}

/** Reads the manifests whose turn it is, a few at a time; says how many could be. */
export async function readPending(limit = 200): Promise<number> {
  let read = 0;
  for (let asked = 0; asked < limit; asked += together) {
    const due = await claim();
    const outcomes = await Promise.all(due.map(readSafely));
    read += outcomes.filter((it) => it === "read").length;
    if (due.length < together || outcomes.includes("unreachable")) break;
  }
  return read;
}

/** Reads the unread manifests of a repository now, the newest first, even those that another process is reading. */
export async function readUnreadOf(repositoryId: number, deadline: number): Promise<void> {
  for (let asked = 0; asked < maxReadAtRequest && Date.now() < deadline; asked += together) {
    const due = await claimOf(repositoryId);
    const outcomes = await Promise.all(due.map(readSafely));
    if (due.length < together || outcomes.includes("unreachable")) return;
  }
}

const maxReadAtRequest = 64;

type Reading = "read" | RegistryError["kind"];

/** One that breaks its reader keeps neither the others nor its own next try. */
async function readSafely(due: Due): Promise<Reading> {
  try {
    return await readOne(due);
  } catch (error) {
    log.error({ err: error, digest: due.digest }, "reading a manifest broke");
    return putOff(due, {
      kind: "invalid",
      message: `Reading it broke: ${String(error).slice(-300)}`,
    });
  }
}

async function readOne(due: Due): Promise<Reading> {
  const repository = await db.repository.findUnique({
    where: { id: due.repositoryId },
    select: { fullName: true, namespace: { select: { registry: true } } },
  });
  if (!repository) return "missing"; // deleted since, and the manifest with it
  const { fullName, namespace } = repository;
  return isSchema1Type(due.mediaType)
    ? readNothing(due)
    : readFrom(namespace.registry, fullName, due);
}

/** Schema 1 has neither sizes nor media types to know. */
async function readNothing(due: Due): Promise<Reading> {
  await keepContent({ ...due, content: null, bytes: null, config: null });
  return "read";
}

async function readFrom(registry: Registry, repository: string, due: Due): Promise<Reading> {
  const fetched = due.payload
    ? { ok: true as const, value: { bytes: due.payload } }
    : await fetchManifest(registry, repository, due.digest);
  if (!fetched.ok) return putOff(due, fetched.error);

  const { bytes } = fetched.value;
  const content = readManifest(bytes, due.mediaType);
  if (!content) {
    await giveUp(due.id, "It is not a manifest that Portus understands.");
    return "invalid";
  }
  const config = due.config // of the same bytes: what is known stays, even if the registry has lost it
    ? { ok: true as const, value: due.config }
    : await configOf(registry, repository, content);
  if (!config.ok) return putOff(due, config.error);

  await keepContent({ ...due, content, bytes, config: config.value });
  return "read";
}

/** An image's configuration. That it is missing or broken is no reason not to know the rest. */
async function configOf(registry: Registry, repository: string, { config }: ManifestContent) {
  const none = { ok: true, value: null } as const;
  if (!isImageConfig(config)) return none;

  const fetched = await fetchBlob(registry, repository, config.digest);
  if (fetched.ok) return { ok: true, value: parseConfig(fetched.value) } as const;
  return ["missing", "invalid"].includes(fetched.error.kind) ? none : fetched;
}

async function putOff(due: Due, { kind, message }: RegistryError): Promise<Reading> {
  await postpone(due, { message, final: kind === "missing" || kind === "invalid" });
  return kind;
}
