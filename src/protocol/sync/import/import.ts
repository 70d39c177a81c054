import {
  tombstonesSince,
  wholeRepository,
} from "../../../catalogue/repositories/recording/tombstones.ts";
import {
  countAddedTags,
  upsertRepositories,
} from "../../../catalogue/repositories/recording/upsert.ts";
import { recordAll } from "../../../history/record.ts";
import { systemAudit } from "../../../identity/actor/audit.ts";
import { unknown } from "../../../identity/actor/system-actors.ts";
import { classifyMoves } from "../../../lifecycle/immutable/classify-moves.ts";
import { db, type Tx } from "../../../platform/db/client.ts";
import { lockAll, locks } from "../../../platform/db/locks.ts";
import type { Place } from "../run/catalogue-state.ts";
import type { FoundTag } from "../run/inspect.ts";
import {
  type ChangedTag,
  type Known,
  recordTagMoves,
  upsertManifests,
  upsertTags,
} from "./upsert.ts";

/** What the registry has of a repository and the catalogue does not, dated by the registry's clock. */
export interface Found {
  namespace: Place;
  repository: string;
  at: Date;
  found: FoundTag[];
  unproven?: boolean; // an event named a pusher who may not push
}

interface Imported {
  added: number; // tags
  moved: number;
}

/**
 * Imports tags of one set into the catalogue, in one transaction and a few statements. What was pushed or deleted after
 * `at` stays unchanged.
 */
export async function importTags(set: readonly Found[]): Promise<Imported> {
  return db.$transaction((tx) => importTagsIn(tx, set), timeouts);
}

const maxTags = 1_000; // of a set; the bytes of their manifests are bounded where they are fetched
const timeouts = { timeout: 60_000, maxWait: 30_000 };

/** Sets of at most 1,000 tags, none with the same repository twice. */
export function setsOf(all: readonly Found[]): Found[][] {
  const sets: Found[][] = [];
  let room = 0;
  for (const { found, ...of } of all)
    for (let from = 0; from < found.length; from += maxTags) {
      const part = { ...of, found: found.slice(from, from + maxTags) };
      const last = part.found.length <= room ? sets.at(-1) : undefined;
      if (last) last.push(part);
      else sets.push([part]);
      room = (last ? room : maxTags) - part.found.length;
    }
  return sets;
}

/** Imports manifests that were found by digest and have no tag. */
export async function importManifests(found: Found): Promise<void> {
  await db.$transaction((tx) => importManifestsIn(tx, [found]), timeouts);
}

async function importTagsIn(tx: Tx, set: readonly Found[]): Promise<Imported> {
  const known = await importManifestsIn(tx, set);
  const changed = await upsertTags(tx, known);
  const added = changed.filter(({ inserted }) => inserted);
  await countAddedTags(tx, added);
  await recordTagMoves(tx, known, changed);
  await classifyAll(
    tx,
    known,
    changed.filter(({ inserted }) => !inserted),
  );
  await recordImports(tx, known, changed);
  return { added: added.length, moved: changed.length - added.length };
}

/** Leaves out what was deleted since it was found. */
async function importManifestsIn(tx: Tx, set: readonly Found[]): Promise<Known[]> {
  await lockAll(
    tx,
    set.map(({ repository }) => locks.events(repository)),
  );
  const left = await notDeletedSince(tx, set);
  const ids = await upsertRepositories(tx, left);
  const known = left.flatMap((of) => {
    const repositoryId = ids.get(of.repository);
    return repositoryId === undefined ? [] : [{ ...of, repositoryId }];
  });
  await upsertManifests(tx, known);
  return known;
}

async function notDeletedSince(tx: Tx, set: readonly Found[]): Promise<Found[]> {
  const asked = set.flatMap(({ namespace: { registryId }, repository, at, found }) =>
    [wholeRepository, ...found.flatMap(({ name, digest }) => [name, digest])].map((reference) => ({
      registryId,
      repository,
      reference,
      at,
    })),
  );
  const deleted = await tombstonesSince(tx, asked);
  if (deleted.length === 0) return [...set];
  const keys = new Set(deleted.map(({ repository, reference }) => `${repository} ${reference}`));
  const isDeleted = (repository: string, reference: string) =>
    keys.has(`${repository} ${reference}`);
  return set
    .filter(({ repository }) => !isDeleted(repository, wholeRepository))
    .map(({ found, ...of }) => ({
      ...of,
      found: found.filter(
        ({ name, digest }) => ![name, digest].some((it) => isDeleted(of.repository, it)),
      ),
    }))
    .filter(({ found }) => found.length > 0);
}

async function classifyAll(tx: Tx, known: readonly Known[], moved: readonly ChangedTag[]) {
  const names = namesByRepository(moved);
  for (const { repositoryId, namespace, repository, at, found } of known) {
    const those = new Set(names.get(repositoryId));
    const moves = found
      .filter(({ name }) => those.has(name))
      .map(({ name: tag, digest }) => ({ tag, digest, agent: unknown, at: at.toISOString() }));
    await classifyMoves(tx, { namespace, repository }, moves);
  }
}

/** One entry for everything of a repository that was imported at once. */
async function recordImports(
  tx: Tx,
  known: readonly Known[],
  changed: readonly ChangedTag[],
): Promise<void> {
  const names = namesByRepository(changed);
  const records = known.flatMap(({ repositoryId, repository, namespace }) => {
    const tags = names.get(repositoryId);
    if (!tags) return [];
    const entry = {
      key: "repository.sync" as const,
      subject: repository,
      registryId: namespace.registryId,
      teamId: namespace.teamId,
      namespaceId: namespace.id,
      repositoryId,
      details: { tags: tags.slice(0, 20), count: tags.length },
    };
    return [{ audit: systemAudit, entry }];
  });
  await recordAll(tx, records);
}

function namesByRepository(tags: readonly ChangedTag[]): Map<number, string[]> {
  const names = new Map<number, string[]>();
  for (const { repositoryId, name } of tags) {
    const others = names.get(repositoryId);
    if (others) others.push(name);
    else names.set(repositoryId, [name]);
  }
  return names;
}
