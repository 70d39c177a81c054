import {
  tombstonesSince,
  wholeRepository,
} from "../../../catalogue/repositories/recording/tombstones.ts";
import {
  countAddedTags,
  upsertRepository,
} from "../../../catalogue/repositories/recording/upsert.ts";
import { record } from "../../../history/record.ts";
import { systemAudit } from "../../../identity/actor/audit.ts";
import { unknown } from "../../../identity/actor/system-actors.ts";
import { classifyMoves } from "../../../lifecycle/immutable/classify-moves.ts";
import { db, type Prisma, type Tx } from "../../../platform/db/client.ts";
import { lock, locks } from "../../../platform/db/locks.ts";
import type { Place } from "../run/catalogue-state.ts";
import type { Findings, FoundTag } from "../run/inspect.ts";
import { recordTagMoves, upsertManifests, upsertTags } from "./upsert.ts";

/** What the registry has and the catalogue does not, dated by the registry's clock. */
type Found = Pick<Findings, "repository" | "at" | "found"> & {
  unproven?: boolean; // an event named a pusher who may not push
};

interface Imported {
  added: string[]; // tags
  moved: string[];
}

/** Imports tags into the catalogue and returns how many it imported. What was pushed or deleted after `at` stays unchanged. */
export async function importTags(
  namespace: Place,
  { found, ...of }: Found,
): Promise<{ added: number; moved: number }> {
  const counts = { added: 0, moved: 0 };
  for (let from = 0; from < found.length; from += batchSize) {
    const batch = { ...of, found: found.slice(from, from + batchSize) };
    const { added, moved } = await db.$transaction(
      (tx) => importBatch(tx, namespace, batch),
      timeouts,
    );
    counts.added += added.length;
    counts.moved += moved.length;
  }
  return counts;
}

const batchSize = 1_000; // tags; the bytes of their manifests are bounded where they are fetched
const timeouts = { timeout: 60_000, maxWait: 30_000 };

/** Imports manifests that were found by digest and have no tag. */
export async function importManifests(namespace: Place, found: Found): Promise<void> {
  await db.$transaction((tx) => importManifestsIn(tx, namespace, found), timeouts);
}

async function importBatch(tx: Tx, namespace: Place, batch: Found): Promise<Imported> {
  const imported = await importManifestsIn(tx, namespace, batch);
  if (!imported) return { added: [], moved: [] };
  const { place, repositoryId, found } = imported;
  const { repository, at } = place;
  const { unproven } = batch;
  const changed = await upsertTags(tx, { repositoryId, at, found, unproven });
  const added = changed.filter((tag) => tag.inserted).map(({ name }) => name);
  const moved = changed.filter((tag) => !tag.inserted).map(({ name }) => name);
  await countAddedTags(tx, repositoryId, added);
  await recordTagMoves(tx, { repositoryId, at, found, unproven }, changed);
  const isMoved = new Set(moved);
  const moves = found
    .filter(({ name }) => isMoved.has(name))
    .map(({ name: tag, digest }) => ({ ...place, tag, digest }));
  await classifyMoves(tx, place, moves);
  await recordImport(tx, namespace, { added, moved, repository, repositoryId });
  return { added, moved };
}

/** Null if everything was deleted since it was found. */
async function importManifestsIn(tx: Tx, namespace: Place, of: Found) {
  const { repository } = of;
  const at = of.at.toISOString();
  await lock(tx, locks.events(repository));
  const found = await notDeletedSince(tx, namespace, of);
  if (found.length === 0) return null;

  const place = { namespace, repository, agent: unknown, at }; // the registry does not say who pushed
  const repositoryId = await upsertRepository(tx, { ...place, ...noManifest });
  await upsertManifests(tx, { repositoryId, at, found, unproven: of.unproven });
  return { place, repositoryId, found };
}

const noManifest = { digest: "", mediaType: "", size: 0 };

async function notDeletedSince(
  tx: Tx,
  { registryId }: Place,
  { repository, at, found }: Found,
): Promise<FoundTag[]> {
  if (found.length === 0) return [];
  const references = [wholeRepository, ...found.flatMap(({ name, digest }) => [name, digest])];
  const place = { registryId, repository };
  const deleted = await tombstonesSince(tx, place, { references, at: at.toISOString() });
  if (deleted.has(wholeRepository)) return [];
  return found.filter(({ name, digest }) => !deleted.has(name) && !deleted.has(digest));
}

/** One entry for everything that was imported at once. */
async function recordImport(
  tx: Tx,
  namespace: Place,
  {
    repository,
    repositoryId,
    added,
    moved,
  }: Imported & { repository: string; repositoryId: number },
): Promise<void> {
  const count = added.length + moved.length;
  if (count === 0) return;
  const details: Prisma.InputJsonObject = { tags: [...added, ...moved].slice(0, 20), count };
  await record(tx, systemAudit, {
    key: "repository.sync",
    subject: repository,
    registryId: namespace.registryId,
    teamId: namespace.teamId,
    namespaceId: namespace.id,
    repositoryId,
    details,
  });
}
