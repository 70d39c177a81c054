import { type Places, placeKey } from "../../../src/catalogue/repositories/recording/load.ts";
import {
  type ManifestState,
  type MoveState,
  newRepository,
  type Place,
  type RepositoryState,
  type TagState,
} from "../../../src/catalogue/repositories/recording/state.ts";

const namespace = { id: 1, teamId: 1, registryId: 1 };

/** What write.ts would store, in memory: only what is marked as changed is taken over. */
interface StoredRepository {
  id: number;
  pushedAt: string;
  pushedBy: string;
  tagsCount: number;
  tags: Map<string, TagState>;
  manifests: Map<string, ManifestState>;
  moves: Map<string, MoveState & { tag: string }>;
  requests: Set<string>;
}

export interface Memory {
  repositories: Map<string, StoredRepository>;
  tombstones: Map<string, Map<string, string>>;
  made: number;
  patterns: string[]; // of immutable tags
}

export const emptyMemory = (patterns: string[] = []): Memory => ({
  repositories: new Map(),
  tombstones: new Map(),
  made: 0,
  patterns,
});

export function loadFrom(memory: Memory, names: readonly string[]): Places {
  return new Map(names.map((name) => [placeKey(namespace.id, name), placeFrom(memory, name)]));
}

function placeFrom(memory: Memory, fullName: string): Place {
  const stored = memory.repositories.get(fullName);
  return {
    namespace,
    fullName,
    patterns: { namespace: memory.patterns, repository: [] },
    immutableSince: null,
    tombstones: new Map(memory.tombstones.get(fullName)),
    newTombstones: new Set(),
    repository: stored ? stateOf(stored) : null,
    deletedIds: [],
  };
}

function stateOf(stored: StoredRepository): RepositoryState {
  const repository = newRepository(stored.pushedAt, stored.pushedBy);
  for (const [name, tag] of stored.tags) repository.tags.set(name, { ...tag, isStored: true });
  for (const [digest, it] of stored.manifests)
    repository.manifests.set(digest, { ...it, isStored: true });
  const moves = [...stored.moves.values()].sort((one, two) => (one.at < two.at ? -1 : 1));
  for (const { tag, ...move } of moves) {
    const timeline = repository.timelines.get(tag) ?? { hasEarlier: true, moves: [] };
    timeline.moves.push({ ...move, write: "no" });
    repository.timelines.set(tag, timeline);
  }
  const { id, requests: recordedRequests } = stored;
  return { ...repository, id, isChanged: false, recordedRequests: new Set(recordedRequests) };
}

export function writeTo(memory: Memory, places: Places): void {
  for (const place of places.values()) {
    const { fullName, repository, deletedIds, tombstones, newTombstones } = place;
    const stored = memory.repositories.get(fullName);
    if (stored && deletedIds.includes(stored.id)) memory.repositories.delete(fullName);
    if (repository?.isChanged || repository?.id) writeRepository(memory, fullName, repository);
    const kept = memory.tombstones.get(fullName) ?? new Map<string, string>();
    for (const reference of newTombstones) kept.set(reference, tombstones.get(reference) ?? "");
    memory.tombstones.set(fullName, kept);
  }
}

function writeRepository(memory: Memory, fullName: string, it: RepositoryState): void {
  const stored = memory.repositories.get(fullName) ?? newStored(memory);
  memory.repositories.set(fullName, stored);
  it.id = stored.id;
  const { changes } = it;
  if (it.isChanged) Object.assign(stored, { pushedAt: it.pushedAt, pushedBy: it.pushedBy });
  stored.tagsCount += changes.tagsCount;
  for (const name of changes.deletedTags) stored.tags.delete(name);
  for (const digest of changes.deletedManifests) {
    stored.manifests.delete(digest);
    for (const [name, tag] of stored.tags) if (tag.digest === digest) stored.tags.delete(name);
  }
  for (const digest of changes.manifests)
    stored.manifests.set(digest, present(it.manifests.get(digest)));
  for (const name of changes.tags) {
    const tag = present(it.tags.get(name));
    present(stored.manifests.get(tag.digest)); // the join of write.ts
    stored.tags.set(name, { ...tag, authorName: tag.authorName });
  }
  for (const [tag, { moves }] of it.timelines)
    for (const move of moves) writeMove(stored, { ...move, tag });
  stored.requests = new Set(it.recordedRequests);
}

function writeMove(stored: StoredRepository, move: MoveState & { tag: string }): void {
  const key = `${move.tag} ${move.at}`;
  const known = stored.moves.get(key);
  if (move.write === "no") return;
  if (!known) stored.moves.set(key, move);
  else known.digest = move.digest;
  if (known && move.write === "cause") known.cause = move.cause;
}

function newStored(memory: Memory): StoredRepository {
  memory.made += 1;
  return {
    id: memory.made,
    pushedAt: "",
    pushedBy: "",
    tagsCount: 0,
    tags: new Map(),
    manifests: new Map(),
    moves: new Map(),
    requests: new Set(),
  };
}

function present<T>(it: T | undefined): T {
  if (it === undefined) throw new Error("a row refers to another that is not there");
  return it;
}
