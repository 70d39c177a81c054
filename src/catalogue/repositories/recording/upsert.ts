import type { Agent } from "../../../history/record.ts";
import type { Namespace, Tx } from "../../../platform/db/client.ts";
import { isOrdinary, isReferrerTag } from "../../../registry/client/referrers.ts";
import { splitName } from "../../../registry/names.ts";
import type { Restored } from "./restoration.ts";

export interface Push {
  namespace: Pick<Namespace, "id" | "teamId" | "registryId">;
  repository: string; // its full name
  digest: string;
  mediaType: string;
  size: number;
  tag?: string | undefined;
  agent: Agent;
  at: string; // UTC, to the microsecond
  /** Set if a restore pushed it: it keeps what the catalogue knew of it before its deletion. */
  restored?: Restored | undefined;
}

export async function upsertRepository(tx: Tx, push: Push): Promise<number> {
  const { namespace, repository, agent, at } = push;
  const { name } = splitName(repository);
  return onlyId(
    await tx.$queryRaw`
      INSERT INTO repositories AS known
        (namespace_id, name, full_name, pushed_at, pushed_by, created_at, updated_at)
      VALUES (${namespace.id}, ${name}, ${repository}, ${at}::timestamptz, ${agent.username}, now(), now())
      ON CONFLICT (namespace_id, name) DO UPDATE SET
        pushed_by = CASE WHEN known.pushed_at <= EXCLUDED.pushed_at OR known.pushed_by = '' THEN EXCLUDED.pushed_by ELSE known.pushed_by END,
        pushed_at = GREATEST(known.pushed_at, EXCLUDED.pushed_at),
        updated_at = now()
      RETURNING id`,
  );
}

/** Times are truncated, not rounded up, so that a deletion in the same millisecond comes after the push. */
export async function upsertManifest(tx: Tx, push: Push, repositoryId: number): Promise<number> {
  const { digest, mediaType, size, agent, at } = push;
  return onlyId(
    await tx.$queryRaw`
      INSERT INTO manifests AS known
        (repository_id, digest, media_type, size, pushed_at, pushed_by, read_after)
      VALUES (${repositoryId}, ${digest}, ${mediaType}, ${size},
        date_trunc('milliseconds', ${at}::timestamptz), ${agent.username},
        date_trunc('milliseconds', now()))
      ON CONFLICT (repository_id, digest) DO UPDATE SET
        pushed_by = CASE WHEN known.pushed_at <= EXCLUDED.pushed_at OR known.pushed_by = '' THEN EXCLUDED.pushed_by ELSE known.pushed_by END,
        pushed_at = GREATEST(known.pushed_at, EXCLUDED.pushed_at),
        unproven = CASE WHEN known.pushed_at <= EXCLUDED.pushed_at OR known.pushed_by = '' THEN false ELSE known.unproven END,
        read_after = CASE WHEN known.read_at IS NULL THEN EXCLUDED.read_after ELSE known.read_after END,
        read_attempts = CASE WHEN known.read_at IS NULL THEN 0 ELSE known.read_attempts END
      RETURNING id`,
  );
}

type TagPush = Push & { tag: string; repositoryId: number; manifestId: number };

/** The newest push sets the digest, the oldest the author. A sync may have found the tag before, without a pusher. */
export async function upsertTag(tx: Tx, push: TagPush): Promise<void> {
  const { repositoryId, manifestId, tag, agent, at, restored } = push;
  const { authorName, authorId, pushedBy, pushedAt, createdAt } = restored?.tag ?? {
    authorName: agent.username,
    authorId: agent.id,
    pushedBy: agent.username,
    pushedAt: at,
    createdAt: at,
  };
  const [row] = await tx.$queryRaw<{ inserted: boolean }[]>`
    INSERT INTO tags AS known (repository_id, manifest_id, name, author_name, author_id,
      pushed_by, pushed_at, applied_at, created_at, updated_at)
    VALUES (${repositoryId}, ${manifestId}, ${tag}, ${authorName}, ${authorId},
      ${pushedBy}, ${pushedAt}::timestamptz, ${at}::timestamptz, ${createdAt}::timestamptz, now())
    ON CONFLICT (repository_id, name) DO UPDATE SET
      author_name = CASE WHEN EXCLUDED.created_at < known.created_at THEN EXCLUDED.author_name ELSE known.author_name END,
      author_id = CASE WHEN EXCLUDED.created_at < known.created_at THEN EXCLUDED.author_id ELSE known.author_id END,
      created_at = LEAST(known.created_at, EXCLUDED.created_at),
      manifest_id = CASE WHEN known.applied_at <= EXCLUDED.applied_at THEN EXCLUDED.manifest_id ELSE known.manifest_id END,
      pushed_by = CASE WHEN known.applied_at <= EXCLUDED.applied_at
        OR (known.pushed_by = '' AND known.manifest_id = EXCLUDED.manifest_id) THEN EXCLUDED.pushed_by ELSE known.pushed_by END,
      unproven = CASE WHEN known.applied_at <= EXCLUDED.applied_at
        OR (known.pushed_by = '' AND known.manifest_id = EXCLUDED.manifest_id) THEN false ELSE known.unproven END,
      pushed_at = GREATEST(known.pushed_at, EXCLUDED.pushed_at),
      applied_at = GREATEST(known.applied_at, EXCLUDED.applied_at),
      updated_at = now()
    RETURNING (xmax = 0) AS inserted`;
  if (row?.inserted) await adjustTagsCount(tx, repositoryId, [tag], 1);
  else if (isReferrerTag(tag)) await recountTags(tx, repositoryId);
}

export async function adjustTagsCount(
  tx: Tx,
  repositoryId: number,
  names: readonly string[],
  sign: 1 | -1,
): Promise<void> {
  const ambiguous = names.filter((name) => isReferrerTag(name));
  if (ambiguous.length > 0 && (sign < 0 || (await areOrdinary(tx, repositoryId, ambiguous))))
    return recountTags(tx, repositoryId);
  const change = sign * (names.length - ambiguous.length);
  if (change !== 0)
    await tx.repository.update({
      where: { id: repositoryId },
      data: { tagsCount: { increment: change } },
      select: { id: true },
    });
}

async function areOrdinary(tx: Tx, repositoryId: number, names: string[]): Promise<boolean> {
  const found = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM tags
    WHERE repository_id = ${repositoryId} AND name = ANY(${names}::text[]) AND ${isOrdinary("tags")} LIMIT 1`;
  return found.length > 0;
}

/** Recounts the tags that a repository shows. Needed for tags named like those of attachments. */
export async function recountTags(tx: Tx, repositoryId: number): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM repositories WHERE id = ${repositoryId} FOR UPDATE`;
  await tx.$executeRaw`
    UPDATE repositories SET tags_count = (
      SELECT count(*)::int FROM tags WHERE repository_id = ${repositoryId} AND ${isOrdinary("tags")})
    WHERE id = ${repositoryId}`;
}

function onlyId(rows: unknown): number {
  const [row] = rows as [{ id: number }]; // INSERT … RETURNING id gives one row or throws
  return row.id;
}
