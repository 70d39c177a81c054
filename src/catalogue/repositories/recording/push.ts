import { record, reportedBy } from "../../../history/record.ts";
import type { Tx } from "../../../platform/db/client.ts";
import { isReferrerTag } from "../../../registry/client/referrers.ts";
import { splitName } from "../../../registry/names.ts";
import { type Move, recordMoves } from "../tags/tag-moves.ts";
import { restorePulls } from "./restoration.ts";
import { addTombstones, tombstonesSince, wholeRepository } from "./tombstones.ts";
import {
  adjustTagsCount,
  type Push,
  upsertManifest,
  upsertRepository,
  upsertTag,
} from "./upsert.ts";

/**
 * Applies a push and then records it: the move of its tag and its entry in the audit log, unless a restore pushed it,
 * which has an entry of its own. False if what was pushed has been deleted since.
 */
export async function recordPush(tx: Tx, push: Push): Promise<boolean> {
  const effect = await applyPush(tx, push);
  await recordMoves(tx, effect.moves);
  if (!push.restored) await recordActivity(tx, push, effect.repositoryId);
  return effect.isStored;
}

interface PushEffect {
  isStored: boolean;
  repositoryId: number | null;
  moves: Move[];
}

/** Events may arrive in any order, even a push after its deletion. The result is the same as in order of time. */
async function applyPush(tx: Tx, push: Push): Promise<PushEffect> {
  const { namespace, repository, digest, tag, at } = push;
  const scope = { registryId: namespace.registryId, repository };
  const references = [wholeRepository, digest, ...(tag ? [tag] : [])];
  const deleted = await tombstonesSince(tx, scope, { references, at });
  const manifestGone = deleted.has(wholeRepository) || deleted.has(digest);

  if (manifestGone) {
    const id = await findRepository(tx, push);
    const moves = tag ? await removeOlderTag(tx, { ...push, tag, repositoryId: id }) : [];
    return { isStored: false, repositoryId: id, moves };
  }

  const original = asFirstPushed(push);
  const repositoryId = await upsertRepository(tx, original);
  const manifestId = await upsertManifest(tx, original, repositoryId);
  if (push.restored) await restorePulls(tx, manifestId, { ...push.restored, at });
  if (!tag || deleted.has(tag)) return { isStored: true, repositoryId, moves: [] };
  await upsertTag(tx, { ...push, tag, repositoryId, manifestId });
  const cause = push.restored ? "restore" : null;
  return { isStored: true, repositoryId, moves: [{ ...push, tag, repositoryId, cause }] };
}

/** The push of a restored manifest as it was before the deletion; any other push as it is. */
function asFirstPushed({ restored, ...push }: Push): Push {
  if (!restored) return push;
  const { pushedAt, pushedBy } = restored.manifest;
  return { ...push, at: pushedAt, agent: { id: null, username: pushedBy } };
}

async function findRepository(tx: Tx, { namespace, repository }: Push): Promise<number | null> {
  const { name } = splitName(repository);
  const found = await tx.repository.findUnique({
    where: { namespaceId_name: { namespaceId: namespace.id, name } },
    select: { id: true },
  });
  return found?.id ?? null;
}

/** Removes a tag that pointed to something deleted later, so that its old state does not return. Returns the tag's move. */
async function removeOlderTag(
  tx: Tx,
  push: Push & { tag: string; repositoryId: number | null },
): Promise<Move[]> {
  const { namespace, repository, repositoryId, tag, agent, at } = push;
  const removed = await tx.$executeRaw`
    DELETE FROM tags
    WHERE repository_id = ${repositoryId} AND name = ${tag} AND applied_at <= ${at}::timestamptz`;
  await addTombstones(tx, { registryId: namespace.registryId, repository }, [
    { reference: tag, at },
  ]);
  if (!repositoryId || removed === 0) return [];
  await adjustTagsCount(tx, repositoryId, [tag], -1);
  return [{ repositoryId, tag, digest: null, agent, at }];
}

async function recordActivity(tx: Tx, push: Push, repositoryId: number | null): Promise<void> {
  const { namespace, repository, digest, tag, agent, at } = push;
  if (!tag || isReferrerTag(tag, digest) || agent.id === null) return;

  await record(tx, reportedBy(agent), {
    key: "repository.push",
    subject: repository,
    registryId: namespace.registryId,
    teamId: namespace.teamId,
    namespaceId: namespace.id,
    ...(repositoryId && { repositoryId }),
    details: { tag, digest },
    at: new Date(at),
  });
}
