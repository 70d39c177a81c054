import { reportedBy } from "../../../history/record.ts";
import { isReferrerTag } from "../../../registry/client/referrers.ts";
import { addMove } from "./moves.ts";
import {
  entryAbout,
  type ManifestState,
  newRepository,
  type PendingEntry,
  type Place,
  type RepositoryState,
  type TagState,
} from "./state.ts";
import { canonical, latest, rounded, truncated } from "./times.ts";
import { addTombstone, isDeletedSince, wholeRepository } from "./tombstones.ts";
import type { Push } from "./upsert.ts";

/** A push to a place that is known. */
export type PushTo = Omit<Push, "namespace" | "repository">;

export interface PushEffect {
  isStored: boolean; // false if what was pushed has been deleted since
  entries: PendingEntry[];
}

/**
 * Applies a push in memory: to the catalogue, the timeline of its tag and the audit log, unless a restore pushed it, which
 * has an entry of its own. Events may arrive in any order, even a push after its deletion. The result is the same as in
 * order of time.
 */
export function applyPush(place: Place, push: PushTo): PushEffect {
  const { digest, tag, at } = push;
  if (isDeletedSince(place, wholeRepository, at) || isDeletedSince(place, digest, at)) {
    const { repository } = place; // before it changes
    if (tag) removeOlderTag(place, { ...push, tag });
    return { isStored: false, entries: entriesOf(place, push, repository) };
  }

  const original = asFirstPushed(push);
  const repository = upsertRepository(place, original);
  upsertManifest(repository, original, push);
  if (tag && !isDeletedSince(place, tag, at)) {
    upsertTag(repository, { ...push, tag });
    addMove(repository, { ...push, tag, cause: push.restored ? "restore" : null });
  }
  return { isStored: true, entries: entriesOf(place, push, repository) };
}

/** The push of a restored manifest as it was before the deletion; any other push as it is. */
function asFirstPushed({ restored, ...push }: PushTo): PushTo {
  if (!restored) return push;
  const { pushedAt, pushedBy } = restored.manifest;
  return { ...push, at: canonical(pushedAt), agent: { id: null, username: pushedBy } };
}

/** Removes a tag that pointed to something deleted later, so that its old state does not return. */
function removeOlderTag(place: Place, push: PushTo & { tag: string }): void {
  const { repository } = place;
  const { tag, at } = push;
  addTombstone(place, tag, at);
  const known = repository?.tags.get(tag);
  if (!repository || !known || known.appliedAt > at) return;
  removeTag(repository, tag);
  addMove(repository, { ...push, digest: null });
}

export function removeTag(repository: RepositoryState, tag: string): void {
  const { tags, changes } = repository;
  if (tags.get(tag)?.isStored) changes.deletedTags.add(tag);
  tags.delete(tag);
  changes.tags.delete(tag);
  countTag(repository, tag, -1);
}

/** The name of a tag may say that it has attachments: only a query can tell whether people set it. */
function countTag(repository: RepositoryState, tag: string, change: 1 | -1): void {
  repository.isChanged = true;
  if (isReferrerTag(tag)) repository.changes.mustRecount = true;
  else repository.changes.tagsCount += change;
}

function upsertRepository(place: Place, { agent, at }: PushTo): RepositoryState {
  const pushedAt = rounded(at);
  place.repository ??= newRepository(pushedAt, agent.username);
  const { repository } = place;
  if (repository.pushedAt <= pushedAt || repository.pushedBy === "")
    repository.pushedBy = agent.username;
  repository.pushedAt = latest(repository.pushedAt, pushedAt);
  repository.isChanged = true;
  return repository;
}

/** Times are truncated, not rounded up, so that a deletion in the same millisecond comes after the push. */
function upsertManifest(
  repository: RepositoryState,
  { digest, mediaType, size, agent, at }: PushTo,
  push: PushTo,
): void {
  const pushedAt = truncated(at);
  const { manifests, changes } = repository;
  const known = manifests.get(digest);
  const isNewest = !known || known.pushedAt <= pushedAt || known.pushedBy === "";
  const manifest = {
    ...(known ?? { isStored: false, mediaType, size, restoredAt: null, pulledAt: null, pulls: 0 }),
    pushedBy: isNewest ? agent.username : known.pushedBy,
    unproven: isNewest ? false : known.unproven,
    pushedAt: latest(known?.pushedAt ?? "", pushedAt),
  };
  manifests.set(digest, push.restored ? withPulls(manifest, push) : manifest);
  changes.manifests.add(digest);
}

/** Restores the pulls of a manifest. An image with several tags is restored once for each tag, so nothing is added up. */
function withPulls(manifest: ManifestState, { restored, at }: PushTo): ManifestState {
  if (!restored) return manifest;
  const { pulledAt, pulls } = restored.manifest;
  return {
    ...manifest,
    pulls: Math.max(manifest.pulls, pulls),
    pulledAt: pulledAt && latest(manifest.pulledAt ?? "", canonical(pulledAt)),
    restoredAt: latest(manifest.restoredAt ?? "", truncated(at)),
  };
}

/** The newest push sets the digest, the oldest the author. A sync may have found the tag before, without a pusher. */
function upsertTag(repository: RepositoryState, push: PushTo & { tag: string }): void {
  const { digest, tag } = push;
  const { tags, changes } = repository;
  const pushed = tagOf(push);
  const known = tags.get(tag);
  tags.set(tag, known ? merged(known, pushed, digest) : pushed);
  changes.tags.add(tag);
  if (!known) countTag(repository, tag, 1);
  else if (isReferrerTag(tag)) changes.mustRecount = true;
}

function tagOf({ digest, agent, at, restored }: PushTo): TagState {
  const pushed = { isStored: false, digest, unproven: false, appliedAt: at };
  const { tag } = restored ?? {};
  if (!tag) {
    const { id: authorId, username } = agent;
    const time = rounded(at);
    return {
      ...pushed,
      authorName: username,
      authorId,
      pushedBy: username,
      pushedAt: time,
      createdAt: time,
    };
  }
  const { authorName, authorId, pushedBy } = tag;
  const [pushedAt, createdAt] = [canonical(tag.pushedAt), canonical(tag.createdAt)];
  return { ...pushed, authorName, authorId, pushedBy, pushedAt, createdAt };
}

function merged(known: TagState, pushed: TagState, digest: string): TagState {
  const isOlder = pushed.createdAt < known.createdAt;
  const isNewest = known.appliedAt <= pushed.appliedAt;
  const namesPusher = isNewest || (known.pushedBy === "" && known.digest === digest);
  const { authorName, authorId, createdAt } = isOlder ? pushed : known;
  return {
    isStored: known.isStored,
    authorName,
    authorId,
    createdAt,
    digest: isNewest ? digest : known.digest,
    pushedBy: namesPusher ? pushed.pushedBy : known.pushedBy,
    unproven: namesPusher ? false : known.unproven,
    pushedAt: latest(known.pushedAt, pushed.pushedAt),
    appliedAt: latest(known.appliedAt, pushed.appliedAt),
  };
}

function entriesOf(
  place: Place,
  { digest, tag, agent, at, restored }: PushTo,
  repository: RepositoryState | null,
): PendingEntry[] {
  if (restored || !tag || isReferrerTag(tag, digest) || agent.id === null) return [];
  const entry = entryAbout(place, "repository.push", { at, details: { tag, digest } });
  return [{ record: { audit: reportedBy(agent), entry }, repository }];
}
