import { recordDelete } from "../../../catalogue/repositories/recording/record.ts";
import { unknown } from "../../../identity/actor/system-actors.ts";
import { db, Prisma, type PullLookup, transaction } from "../../../platform/db/client.ts";
import { lock, locks } from "../../../platform/db/locks.ts";
import { storableText } from "../../../platform/db/text.ts";
import { claimDue, type Queue, retryLater } from "../../../platform/jobs/lease.ts";
import { type Loop, startLoop } from "../../../platform/jobs/loop.ts";
import { log } from "../../../platform/log.ts";
import { type Answer, failure } from "../../../registry/client/answers.ts";
import { absent, lookUpManifest } from "../../../registry/client/catalog.ts";
import type { FetchedManifest } from "../../../registry/client/client.ts";
import { type Connection, openConnection } from "../../../registry/client/connection.ts";
import { isManifestType } from "../../../registry/client/media-types.ts";
import { splitName } from "../../../registry/names.ts";
import { importManifests, importTags } from "./import.ts";

const maxConcurrent = 4;

export const lookupQueue: Queue = {
  table: "pull_lookups",
  key: ["id"],
  due: "try_after",
  attempts: "attempts",
  countedAt: "claim",
  fence: "attempts",
  error: "error",
  leaseSeconds: 120,
  retrySeconds: [10, 60, 600, 3_600],
  endless: false, // then it is deleted: the next pull requests it again
};

/** Looks up at the registry what was pulled but is not in the catalogue, and what events do not prove. */
export function startPullLookups(): Loop {
  return startLoop("pull lookups", 5_000, () => lookUpPulled());
}

/** Executes the lookups that are due, a few at a time. Returns how many were answered. */
export async function lookUpPulled(limit = 200): Promise<number> {
  let answered = 0;
  for (let taken = 0; taken < limit; taken += maxConcurrent) {
    const due = await claim();
    const outcomes = await Promise.all(due.map(lookUpSafely));
    answered += outcomes.filter(Boolean).length;
    if (due.length < maxConcurrent) break;
  }
  return answered;
}

type Due = PullLookup & { at: string };

function claim(): Promise<Due[]> {
  const returning = Prisma.sql`job.id, registry_id AS "registryId", repository, reference, attempts, unproven, deleted,
    to_char(pulled_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at`;
  return claimDue(lookupQueue, { limit: maxConcurrent, returning });
}

/** Whether the registry answered. A lookup that fails does not stop the others. */
async function lookUpSafely(due: Due): Promise<boolean> {
  const found = await lookUp(due).catch((error) => failure("invalid", String(error)));
  if (found.ok) return remove(due);

  const { id, attempts, repository, reference } = due;
  const error = storableText(found.error.message);
  log.warn({ repository, reference, reason: error }, "pull lookup failed");
  if (await retryLater(lookupQueue, { key: [id], attempts }, { error })) return false;
  return remove(due);
}

/** Has no effect if a later pull requested it again. */
async function remove({ id, attempts }: Due): Promise<true> {
  await db.pullLookup.deleteMany({ where: { id, attempts } });
  return true;
}

async function lookUp(due: Due): Promise<Answer<unknown>> {
  const registry = await db.registry.findUniqueOrThrow({ where: { id: due.registryId } });
  const connection = openConnection(registry);
  try {
    const found = await fetchFound(connection, due);
    if (!found.ok || !found.value) return found;
    await (found.value === absent ? removeAbsent(due) : importFound(due, found.value));
    return found;
  } finally {
    connection.close();
  }
}

/** What the registry has now; null if the catalogue has that already. */
async function fetchFound(
  connection: Connection,
  due: Due,
): Promise<Answer<FetchedManifest | typeof absent | null>> {
  const { repository, reference } = due;
  const found = await lookUpManifest(connection, repository, {
    reference,
    known: await knownDigest(due),
  });
  if (!found.ok) return found;
  if (found.value === "same") return { ok: true, value: null };
  if (found.value === absent) return { ok: true, value: absent };
  return isManifestType(found.value.mediaType)
    ? { ok: true, value: found.value }
    : failure("invalid", `The registry sent the type ${found.value.mediaType.slice(0, 200)}.`);
}

async function knownDigest({
  registryId,
  repository,
  reference,
}: Due): Promise<string | undefined> {
  const { namespace, name } = splitName(repository);
  const place = { repository: { name, namespace: { registryId, name: namespace } } };
  if (reference.includes(":")) {
    const found = await db.manifest.findFirst({ where: { ...place, digest: reference } });
    return found?.digest;
  }
  const where = { ...place, name: reference };
  const tag = await db.tag.findFirst({ where, select: { manifest: { select: { digest: true } } } });
  return tag?.manifest.digest;
}

/**
 * Removes from the catalogue what an event reported as deleted, and the registry does not have. Nobody is named, because
 * the event did not prove who deleted it. A pull of something absent removes nothing.
 */
async function removeAbsent(due: Due): Promise<void> {
  const namespace = due.deleted && (await findNamespace(due));
  if (!namespace) return;
  const { repository, reference, at } = due;
  const what = reference.includes(":") ? { digest: reference } : { tag: reference };
  await transaction(async (tx) => {
    await lock(tx, locks.events(repository));
    await recordDelete(tx, { namespace, repository, ...what, agent: unknown, at });
  });
}

function findNamespace({ registryId, repository }: Due) {
  const { namespace: name } = splitName(repository);
  return db.namespace.findUnique({ where: { registryId_name: { registryId, name } } });
}

/** Dated by the pull, so that later events win. */
async function importFound(due: Due, { bytes, ...it }: FetchedManifest) {
  const { repository, reference } = due;
  const namespace = await findNamespace(due);
  if (!namespace) return;

  const tag = { name: reference, ...it, size: bytes.length, bytes };
  const { at, unproven } = due;
  const found = { namespace, repository, at: new Date(at), found: [tag], unproven };
  await (reference.includes(":") ? importManifests(found) : importTags([found]));
}
