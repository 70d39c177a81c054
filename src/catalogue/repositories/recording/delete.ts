import { type Agent, reportedBy } from "../../../history/record.ts";
import type { AuditKey } from "../../../history/verbs.ts";
import { addMove } from "./moves.ts";
import { removeTag } from "./push.ts";
import {
  entryAbout,
  type PendingEntry,
  type Place,
  type RepositoryState,
  type TagState,
} from "./state.ts";
import { truncated } from "./times.ts";
import { addTombstone, wholeRepository } from "./tombstones.ts";

/** A deletion at a place that is known. */
export interface DeletionAt {
  digest?: string | undefined;
  tag?: string | undefined; // neither of the two: the whole repository
  agent: Agent;
  at: string; // UTC, to the microsecond
  /** The registry's request. One request can cause several events: one for each tag of a deleted manifest. */
  request?: string | undefined;
  /** Set if the deletion has an audit entry of its own. */
  silent?: boolean;
}

export interface DeletionEffect {
  isKnown: boolean; // false if the catalogue had nothing to delete
  entries: PendingEntry[];
}

/** Applies a deletion at the registry in memory: to the catalogue, the timelines of its tags and the audit log. */
export function applyDelete(place: Place, deletion: DeletionAt): DeletionEffect {
  const { repository } = place;
  const { digest, tag, at } = deletion;
  const removed = repository ? remove(repository, deletion) : { tags: [], manifests: 0 };

  for (const other of removed.tags)
    if (other.name !== tag) addTombstone(place, other.name, other.at);
  addTombstone(place, digest ?? tag ?? wholeRepository, at);
  if (!repository || (removed.tags.length === 0 && removed.manifests === 0))
    return { isKnown: false, entries: [] };

  const tags = removed.tags.map(({ name }) => name);
  if (isEmpty(repository)) removeRepository(place, repository);
  else for (const name of tags) addMove(repository, { ...deletion, tag: name, digest: null });
  return { isKnown: true, entries: entriesOf(place, deletion, { repository, tags }) };
}

interface Removed {
  tags: { name: string; at: string }[]; // each with the time of its last push
  manifests: number;
}

/** Removes what existed at the time of the deletion; what was pushed later stays. */
function remove(repository: RepositoryState, deletion: DeletionAt): Removed {
  const { digest, tag, at } = deletion;
  const isMeant = (name: string, it: TagState) =>
    it.appliedAt <= at &&
    (digest === undefined || it.digest === digest) &&
    (tag === undefined || name === tag);
  const tags = [...repository.tags]
    .filter(([name, it]) => isMeant(name, it))
    .map(([name, { appliedAt }]) => ({ name, at: appliedAt }))
    .sort((one, two) => (one.name < two.name ? -1 : 1));
  for (const { name } of tags) removeTag(repository, name);
  if (tag !== undefined && digest === undefined) {
    if (tags.length === 0) correctAuthor(repository, { tag, at });
    return { tags, manifests: 0 };
  }

  const used = new Set([...repository.tags.values()].map((it) => it.digest));
  const manifests = [...repository.manifests].filter(
    ([name, { pushedAt, restoredAt }]) =>
      pushedAt <= at &&
      (restoredAt ?? "") <= at &&
      (digest === undefined || name === digest) &&
      !used.has(name),
  );
  for (const [name, { isStored }] of manifests) {
    repository.manifests.delete(name);
    repository.changes.manifests.delete(name);
    if (isStored) repository.changes.deletedManifests.add(name);
  }
  return { tags, manifests: manifests.length };
}

/**
 * Corrects the tag's author if the deletion between two pushes is reported last: it is the later pusher. A restored
 * tag keeps its author: it is pushed after the deletion, but was last pushed before.
 */
function correctAuthor(
  { tags, changes }: RepositoryState,
  { tag, at }: { tag: string; at: string },
): void {
  const known = tags.get(tag);
  if (!known || known.createdAt > at || known.appliedAt <= at || known.pushedAt < truncated(at))
    return;
  const { pushedBy, pushedAt } = known;
  tags.set(tag, { ...known, authorName: pushedBy, authorId: "by name", createdAt: pushedAt });
  changes.tags.add(tag);
}

/**
 * A repository with manifests but no tags can still be pulled by digest. An empty one with access rules of its own stays,
 * so that the next push to its name is not exposed to wider rules.
 */
function isEmpty({ tags, manifests, hasOtherManifests, hasRules }: RepositoryState): boolean {
  return tags.size === 0 && manifests.size === 0 && !hasOtherManifests && !hasRules;
}

function removeRepository(place: Place, repository: RepositoryState): void {
  repository.isEmptied = true;
  if (repository.id !== null) place.deletedIds.push(repository.id);
  place.repository = null;
  place.patterns = { ...place.patterns, repository: [] };
}

function entriesOf(
  place: Place,
  { digest, agent, at, request, silent }: DeletionAt,
  { repository, tags }: { repository: RepositoryState; tags: string[] },
): PendingEntry[] {
  if (silent) return [];
  const key = deletionKey(tags, { emptied: repository.isEmptied });
  if (request && repository.recordedRequests.has(`${key} ${request}`)) return [];
  if (request) repository.recordedRequests.add(`${key} ${request}`);
  const details = { tags, ...(digest && { digest }), ...(request && { request }) };
  const entry = entryAbout(place, key, { at, details });
  return [{ record: { audit: reportedBy(agent), entry }, repository }];
}

/** The audit key of a deletion: of a whole repository, of tags, or only of manifests. */
export function deletionKey(tags: readonly string[], { emptied }: { emptied: boolean }): AuditKey {
  if (emptied) return "repository.delete";
  return tags.length > 0 ? "tag.delete" : "manifest.delete";
}
