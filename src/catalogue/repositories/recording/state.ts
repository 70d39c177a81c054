import type { AuditEntry, AuditRecord } from "../../../history/record.ts";
import type { MoveCause, Namespace } from "../../../platform/db/client.ts";
import type { Patterns } from "../tags/immutable-patterns.ts";

/**
 * What events change, in memory: a set of events is applied here by plain functions, and then written in a few
 * statements (write.ts). Only what the set needs is loaded (load.ts). The caller holds the lock of each repository's
 * events, so nobody else changes these rows meanwhile. Times are texts in UTC to the microsecond, which sort.
 */
export interface Place {
  namespace: Pick<Namespace, "id" | "teamId" | "registryId">;
  fullName: string;
  patterns: Patterns; // which tags are immutable
  immutableSince: string | null;
  tombstones: Map<string, string>; // when each tag or digest was deleted
  newTombstones: Set<string>;
  repository: RepositoryState | null; // null: the catalogue does not have it
  deletedIds: number[]; // stored repositories of which nothing is left
}

export interface RepositoryState {
  id: number | null; // null until it is written
  pushedAt: string;
  pushedBy: string;
  isChanged: boolean;
  hasRules: boolean; // visibility, immutable tags or members of its own
  hasOtherManifests: boolean; // beside those that are loaded
  tags: Map<string, TagState>;
  manifests: Map<string, ManifestState>;
  timelines: Map<string, Timeline>; // by tag
  expectedMoves: ExpectedMoveState[];
  recordedRequests: Set<string>; // `key request` of recent deletions
  isEmptied: boolean; // its last image was deleted, and the row is deleted with it
  changes: RepositoryChanges;
}

export interface RepositoryChanges {
  tags: Set<string>; // to write
  manifests: Set<string>;
  deletedTags: Set<string>; // stored ones, some of which may be pushed again
  deletedManifests: Set<string>;
  tagsCount: number; // to add
  mustRecount: boolean;
}

export interface TagState {
  isStored: boolean;
  digest: string;
  authorName: string;
  authorId: number | null | "by name"; // the account with the author's name, if there is one
  pushedBy: string;
  unproven: boolean;
  pushedAt: string;
  appliedAt: string;
  createdAt: string;
}

export interface ManifestState {
  isStored: boolean;
  mediaType: string;
  size: number;
  pushedAt: string;
  pushedBy: string;
  unproven: boolean;
  restoredAt: string | null;
  pulledAt: string | null; // only of a restored one that is to be written
  pulls: number;
}

/** The moves of a tag, oldest first: those that a set of events needs, and new ones. */
export interface Timeline {
  hasEarlier: boolean; // whether the tag had moved before the set
  moves: MoveState[];
}

export interface MoveState {
  at: string;
  digest: string | null; // null: the tag was deleted
  byId: number | null;
  byName: string;
  cause: MoveCause | null;
  write: "no" | "digest" | "cause"; // what a stored row takes over
}

export interface ExpectedMoveState {
  tag: string;
  digest: string;
  byName: string;
  cause: MoveCause;
  isTaken: boolean;
}

/** An entry of the audit log about a repository, whose id is known once it is written. */
export interface PendingEntry {
  record: AuditRecord;
  repository: RepositoryState | null;
}

export function newRepository(pushedAt: string, pushedBy: string): RepositoryState {
  return {
    id: null,
    pushedAt,
    pushedBy,
    isChanged: true,
    hasRules: false,
    hasOtherManifests: false,
    tags: new Map(),
    manifests: new Map(),
    timelines: new Map(),
    expectedMoves: [],
    recordedRequests: new Set(),
    isEmptied: false,
    changes: noChanges(),
  };
}

const noChanges = (): RepositoryChanges => ({
  tags: new Set(),
  manifests: new Set(),
  deletedTags: new Set(),
  deletedManifests: new Set(),
  tagsCount: 0,
  mustRecount: false,
});

/** An entry of the audit log about a place, at the time of an event. */
export function entryAbout(
  { namespace, fullName }: Place,
  key: AuditEntry["key"],
  { at, details }: { at: string; details: NonNullable<AuditEntry["details"]> },
): AuditEntry {
  const { registryId, teamId, id: namespaceId } = namespace;
  return { key, subject: fullName, registryId, teamId, namespaceId, details, at: new Date(at) };
}
