import { createCache } from "../../platform/cache.ts";
import { db } from "../../platform/db/client.ts";
import { forEachInParallel } from "../../platform/jobs/parallel.ts";
import { absent, lookUpManifest } from "../../registry/client/catalog.ts";
import type { FetchedManifest } from "../../registry/client/client.ts";
import type { Connection } from "../../registry/client/connection.ts";
import { headManifest } from "../../registry/client/head.ts";
import { isManifestType } from "../../registry/client/media-types.ts";
import { splitName } from "../../registry/names.ts";
import { importManifests } from "../sync/import/import.ts";
import type { Subject } from "./check.ts";
import type { FoundIndex } from "./referrers-index.ts";

const maxChecks = 16; // manifests per check
const maxConcurrent = 4;
const checkedForMs = 60_000; // after this time a registry that reports deletions is asked again
const checkedAt = createCache<number>(10_000);

interface Candidate {
  digest: string;
  known: boolean; // in the catalogue
}

/** Asks the registry for the referrers of the catalogue and of the index. Imports new ones and returns missing ones. */
export async function checkPresence(
  connection: Connection,
  subject: Subject,
  { index, reported, deadline }: FoundIndex & { deadline: number },
): Promise<{ absent: string[]; imported: boolean }> {
  const due = dueAmong(await candidates(subject, index ?? ""), subject, reported);
  const gone: string[] = [];
  let imported = false;
  const options = { max: maxConcurrent, isOver: () => Date.now() > deadline };
  await forEachInParallel(due, options, async (candidate) => {
    const state = await check(connection, subject, candidate);
    if (state === absent) gone.push(candidate.digest);
    imported ||= state === "imported";
  });
  return { absent: gone, imported };
}

/** Whether the registry has a manifest. If so, it is in the catalogue afterwards. */
export async function presentAndKnown(connection: Connection, subject: Subject, digest: string) {
  const { registry, repository } = subject;
  const place = { fullName: repository, namespace: { registryId: registry.id } };
  const known = (await db.manifest.count({ where: { digest, repository: place } })) > 0;
  if (known) return true;
  return ["imported", "same"].includes(await check(connection, subject, { digest, known }));
}

/** Whether the catalogue knows the entries of an index. */
export async function isRead({ registry, repository }: Subject, digest: string): Promise<boolean> {
  const place = { fullName: repository, namespace: { registryId: registry.id } };
  const where = { digest, repository: place, readAt: { not: null } };
  return (await db.manifest.count({ where })) > 0;
}

/** Entries of the index that are not in the catalogue come first. */
async function candidates(subject: Subject, index: string): Promise<Candidate[]> {
  const { registry, repository, digest } = subject;
  return db.$queryRaw<Candidate[]>`
    WITH place AS (
      SELECT r.id FROM repositories r JOIN namespaces n ON n.id = r.namespace_id
      WHERE n.registry_id = ${registry.id} AND r.full_name = ${repository}
    ), found AS (
      SELECT m.digest FROM place JOIN manifests m ON m.repository_id = place.id AND m.subject = ${digest}
      UNION
      SELECT c.digest FROM place
      JOIN manifests index ON index.repository_id = place.id AND index.digest = ${index}
      JOIN manifest_children c ON c.manifest_id = index.id
    )
    SELECT found.digest, m.id IS NOT NULL AS known FROM found
    LEFT JOIN manifests m ON m.repository_id = (SELECT id FROM place) AND m.digest = found.digest
    ORDER BY known, found.digest LIMIT 1000`;
}

const keyOf = ({ registry, repository }: Subject, digest: string) =>
  `${registry.id} ${repository}@${digest}`;

/** Those not checked recently, least recently first; all of them if the registry may not have reported deletions. */
function dueAmong(found: readonly Candidate[], subject: Subject, reported: boolean): Candidate[] {
  const before = Date.now() - (reported ? checkedForMs : 0);
  return found
    .map((it) => ({ ...it, at: it.known ? (checkedAt.get(keyOf(subject, it.digest)) ?? 0) : 0 }))
    .filter(({ at }) => at <= before)
    .sort((a, b) => a.at - b.at)
    .slice(0, maxChecks);
}

type State = "same" | "imported" | typeof absent | "unclear";

async function check(
  connection: Connection,
  subject: Subject,
  candidate: Candidate,
): Promise<State> {
  const state = await stateOf(connection, subject, candidate);
  if (["same", "imported"].includes(state))
    checkedAt.set(keyOf(subject, candidate.digest), Date.now(), Number.POSITIVE_INFINITY);
  return state;
}

async function stateOf(
  connection: Connection,
  subject: Subject,
  { digest, known }: Candidate,
): Promise<State> {
  if (known) {
    const head = await headManifest(connection, subject.repository, { reference: digest });
    if (!head.ok) return "unclear";
    return head.value ? "same" : absent;
  }
  const found = await lookUpManifest(connection, subject.repository, { reference: digest });
  if (!found.ok) return "unclear";
  if (typeof found.value === "string") return found.value;
  return (await importFound(subject, found.value)) ? "imported" : "same";
}

const marginMs = 60_000; // that clocks may differ: a later deletion must not look older

async function importFound({ registry, repository }: Subject, { bytes, ...it }: FetchedManifest) {
  const { namespace: name } = splitName(repository);
  const where = { registryId_name: { registryId: registry.id, name } };
  const namespace = await db.namespace.findUnique({ where });
  if (!namespace || !isManifestType(it.mediaType)) return false;
  const found = [{ name: it.digest, ...it, size: bytes.length, bytes }];
  const at = new Date(Date.now() - marginMs);
  await importManifests({ namespace, repository, at, found });
  return true;
}
