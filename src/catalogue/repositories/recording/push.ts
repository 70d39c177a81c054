import { record } from "../../../history/record.ts";
import type { Tx } from "../../../platform/db/client.ts";
import { isReferrerTag } from "../../../registry/client/referrers.ts";
import { splitName } from "../../../registry/names.ts";
import { recordMoves } from "../tags/tag-moves.ts";
import { buriedSince, bury, everything } from "./tombstones.ts";
import { countTags, keepManifest, keepRepository, keepTag, type Push } from "./upsert.ts";

/**
 * A manifest was pushed, perhaps under a tag. Pushes may come in any order and after the deletion of what they
 * pushed: the result is as if each had been applied at its own time. False if it was deleted since.
 */
export async function recordPush(tx: Tx, push: Push): Promise<boolean> {
  const { namespace, repository, digest, tag, at } = push;
  const grave = { registryId: namespace.registryId, repository };
  const references = [everything, digest, ...(tag ? [tag] : [])];
  const buried = await buriedSince(tx, grave, { references, at });
  const manifestGone = buried.has(everything) || buried.has(digest);

  if (manifestGone) {
    const id = await findRepository(tx, push);
    if (tag) await forgetOlderTag(tx, { ...push, tag, repositoryId: id });
    await recordActivity(tx, push, id);
    return false;
  }

  const repositoryId = await keepRepository(tx, push);
  const manifestId = await keepManifest(tx, push, repositoryId);
  if (tag && !buried.has(tag)) await keepTag(tx, { ...push, tag, repositoryId, manifestId });
  await recordActivity(tx, push, repositoryId);
  return true;
}

async function findRepository(tx: Tx, { namespace, repository }: Push): Promise<number | null> {
  const { name } = splitName(repository);
  const found = await tx.repository.findUnique({
    where: { namespaceId_name: { namespaceId: namespace.id, name } },
    select: { id: true },
  });
  return found?.id ?? null;
}

/** The tag pointed to something that was deleted later: what it pointed to before does not come back. */
async function forgetOlderTag(
  tx: Tx,
  push: Push & { tag: string; repositoryId: number | null },
): Promise<void> {
  const { namespace, repository, repositoryId, tag, agent, at } = push;
  const removed = await tx.$executeRaw`
    DELETE FROM tags
    WHERE repository_id = ${repositoryId} AND name = ${tag} AND applied_at <= ${at}::timestamptz`;
  if (repositoryId && removed > 0) {
    await countTags(tx, repositoryId, [tag], -1);
    await recordMoves(tx, [{ repositoryId, tag, digest: null, agent, at }]);
  }
  await bury(tx, { registryId: namespace.registryId, repository }, [{ reference: tag, at }]);
}

async function recordActivity(tx: Tx, push: Push, repositoryId: number | null): Promise<void> {
  const { namespace, repository, digest, tag, agent, at } = push;
  if (!tag || isReferrerTag(tag, digest) || agent.id === null) return;

  await record(tx, agent, {
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
