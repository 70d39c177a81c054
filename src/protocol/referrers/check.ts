import { readUnreadOf } from "../../catalogue/images/reader/manifest-reader.ts";
import { db, type Registry } from "../../platform/db/client.ts";
import { log } from "../../platform/log.ts";
import { type AtRegistry, asCatalogued } from "../../registry/client/referrers.ts";
import { splitName } from "../../registry/names.ts";
import { applyPendingOf } from "../events/apply-pending.ts";
import { connectionTo } from "./connection.ts";
import { checkPresence, isRead, presentAndKnown } from "./presence.ts";
import { findIndex } from "./referrers-index.ts";
import { repairIndexes } from "./repair.ts";

export interface Subject {
  registry: Registry;
  repository: string; // its full name
  digest: string;
}

const checkTimeoutMs = 10_000; // then the catalogue answers

/**
 * Updates the catalogue to the registry's referrers of a subject, and returns what still differs. An unusable answer of
 * the registry changes nothing.
 */
export async function checkRegistry(subject: Subject): Promise<AtRegistry> {
  const deadline = Date.now() + checkTimeoutMs;
  const connection = connectionTo(subject.registry);
  const { index, reported } = await findIndex(connection, subject);
  await catchUp(subject, deadline);
  if (index === undefined) return asCatalogued;

  if (index && !(await presentAndKnown(connection, subject, index))) return asCatalogued;
  await catchUp(subject, deadline);
  if (index && !(await isRead(subject, index))) return outOfTime(subject);
  const { absent, imported } = await checkPresence(connection, subject, {
    index,
    reported,
    deadline,
  });
  if (imported) await catchUp(subject, deadline);
  await repairIndexes(connection, subject, absent);
  return { index, absent };
}

function outOfTime({ repository, digest }: Subject): AtRegistry {
  log.warn({ repository, digest }, "the index of referrers could not be read in time");
  return asCatalogued;
}

/** Applies the repository's pending events and reads the manifests that they added. */
async function catchUp({ registry, repository }: Subject, deadline: number): Promise<void> {
  await applyPendingOf(repository, deadline);
  const { namespace, name } = splitName(repository);
  const known = await db.repository.findFirst({
    where: { name, namespace: { registryId: registry.id, name: namespace } },
    select: { id: true },
  });
  if (known) await readUnreadOf(known.id, deadline);
}
