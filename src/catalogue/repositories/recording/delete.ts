import { type Agent, record, reportedBy } from "../../../history/record.ts";
import type { AuditKey } from "../../../history/verbs.ts";
import type { Namespace, Prisma, Tx } from "../../../platform/db/client.ts";
import { splitName } from "../../../registry/names.ts";
import { recordMoves } from "../tags/tag-moves.ts";
import { addTombstones, wholeRepository } from "./tombstones.ts";
import { adjustTagsCount } from "./upsert.ts";

export interface Deletion {
  namespace: Pick<Namespace, "id" | "teamId" | "registryId">;
  repository: string; // its full name
  digest?: string | undefined;
  tag?: string | undefined; // neither of the two: the whole repository
  agent: Agent;
  at: string; // UTC, to the microsecond
  /** The registry's request. One request can cause several events: one for each tag of a deleted manifest. */
  request?: string | undefined;
  /** Set if the deletion has an audit entry of its own. */
  silent?: boolean;
}

/** Applies a deletion at the registry to the catalogue. False if the catalogue had nothing to delete. */
export async function recordDelete(tx: Tx, deletion: Deletion): Promise<boolean> {
  const { namespace, repository, digest, tag, at } = deletion;
  const { name } = splitName(repository);
  const known = await tx.repository.findUnique({
    where: { namespaceId_name: { namespaceId: namespace.id, name } },
    select: { id: true },
  });
  const removed = known ? await remove(tx, known.id, deletion) : { tags: [], manifests: 0 };

  const otherTags = removed.tags.filter((it) => it.name !== tag);
  const tombstones = otherTags.map((it) => ({ reference: it.name, at: it.at }));
  tombstones.push({ reference: digest ?? tag ?? wholeRepository, at });
  await addTombstones(tx, { registryId: namespace.registryId, repository }, tombstones);
  if (!known || (removed.tags.length === 0 && removed.manifests === 0)) return false;

  const tags = removed.tags.map((it) => it.name);
  await adjustTagsCount(tx, known.id, tags, -1);
  const emptied = await removeIfEmpty(tx, known.id);
  const moves = tags.map((name) => ({
    ...deletion,
    tag: name,
    repositoryId: known.id,
    digest: null,
  }));
  if (!emptied) await recordMoves(tx, moves);
  await recordActivity(tx, deletion, { repositoryId: known.id, tags, emptied });
  return true;
}

interface Removed {
  tags: { name: string; at: string }[]; // each with the time of its last push
  manifests: number;
}

/** Removes what existed at the time of the deletion; what was pushed later stays. */
async function remove(tx: Tx, repositoryId: number, deletion: Deletion): Promise<Removed> {
  const { digest = null, tag = null, at } = deletion;
  const tags = await tx.$queryRaw<Removed["tags"]>`
    DELETE FROM tags USING manifests m
    WHERE m.id = tags.manifest_id AND tags.repository_id = ${repositoryId}
      AND tags.applied_at <= ${at}::timestamptz
      AND (${digest}::text IS NULL OR m.digest = ${digest})
      AND (${tag}::text IS NULL OR tags.name = ${tag})
    RETURNING tags.name,
      to_char(tags.applied_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at`;
  if (tag && !digest) {
    if (tags.length === 0) await correctAuthor(tx, repositoryId, { tag, at });
    return { tags, manifests: 0 };
  }

  const manifests = await tx.$executeRaw`
    DELETE FROM manifests m
    WHERE m.repository_id = ${repositoryId} AND GREATEST(m.pushed_at, m.restored_at) <= ${at}::timestamptz
      AND (${digest}::text IS NULL OR m.digest = ${digest})
      AND NOT EXISTS (SELECT FROM tags WHERE tags.manifest_id = m.id)`;
  return { tags, manifests };
}

/**
 * Corrects the tag's author if the deletion between two pushes is reported last: it is the later pusher. A restored
 * tag keeps its author: it is pushed after the deletion, but was last pushed before.
 */
async function correctAuthor(
  tx: Tx,
  repositoryId: number,
  { tag, at }: { tag: string; at: string },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE tags SET author_name = pushed_by, created_at = pushed_at,
      author_id = (SELECT id FROM users WHERE username = pushed_by)
    WHERE repository_id = ${repositoryId} AND name = ${tag}
      AND created_at <= ${at}::timestamptz AND applied_at > ${at}::timestamptz
      AND pushed_at >= date_trunc('milliseconds', ${at}::timestamptz)`;
}

/**
 * A repository with manifests but no tags can still be pulled by digest. An empty one with access rules of its own stays,
 * so that the next push to its name is not exposed to wider rules.
 */
async function removeIfEmpty(tx: Tx, id: number): Promise<boolean> {
  const none = { none: {} };
  const withoutRules = { visibility: null, immutableTags: { isEmpty: true }, members: none };
  const { count } = await tx.repository.deleteMany({
    where: { id, ...withoutRules, tags: none, manifests: none },
  });
  return count > 0;
}

interface Effect {
  repositoryId: number;
  tags: string[];
  emptied: boolean;
}

async function recordActivity(tx: Tx, deletion: Deletion, effect: Effect): Promise<void> {
  const { namespace, repository, digest, agent, at, request, silent } = deletion;
  const { repositoryId, tags, emptied } = effect;
  if (silent) return;

  const key = deletionKey(tags, { emptied });
  if (request && (await isRecorded(tx, { key, repositoryId, request }))) return;
  await record(tx, reportedBy(agent), {
    key,
    subject: repository,
    registryId: namespace.registryId,
    teamId: namespace.teamId,
    namespaceId: namespace.id,
    repositoryId,
    details: { tags, ...(digest && { digest }), ...(request && { request }) },
    at: new Date(at),
  });
}

/** The audit key of a deletion: of a whole repository, of tags, or only of manifests. */
export function deletionKey(tags: readonly string[], { emptied }: { emptied: boolean }): AuditKey {
  if (emptied) return "repository.delete";
  return tags.length > 0 ? "tag.delete" : "manifest.delete";
}

/** Whether the request has its audit entry. Its events arrive close together, so only recent entries are searched. */
async function isRecorded(
  tx: Tx,
  { key, repositoryId, request }: { key: string; repositoryId: number; request: string },
): Promise<boolean> {
  const latest = await tx.activity.findMany({
    where: { repositoryId },
    orderBy: { id: "desc" },
    take: 100,
    select: { key: true, details: true },
  });
  return latest.some((it) => it.key === key && hasRequest(it.details, request));
}

function hasRequest(details: Prisma.JsonValue, request: string): boolean {
  return details instanceof Object && "request" in details && details.request === request;
}
