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

/** Counts tags that were added. */
export async function countAddedTags(
  tx: Tx,
  repositoryId: number,
  names: readonly string[],
): Promise<void> {
  const ambiguous = names.filter((name) => isReferrerTag(name));
  if (ambiguous.length > 0 && (await areOrdinary(tx, repositoryId, ambiguous)))
    return recountTags(tx, [repositoryId]);
  const increment = names.length - ambiguous.length;
  if (increment > 0)
    await tx.repository.update({
      where: { id: repositoryId },
      data: { tagsCount: { increment } },
      select: { id: true },
    });
}

async function areOrdinary(tx: Tx, repositoryId: number, names: string[]): Promise<boolean> {
  const found = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM tags
    WHERE repository_id = ${repositoryId} AND name = ANY(${names}::text[]) AND ${isOrdinary("tags")} LIMIT 1`;
  return found.length > 0;
}

/** Recounts the tags that repositories show. Needed for tags named like those of attachments. */
export async function recountTags(tx: Tx, repositoryIds: readonly number[]): Promise<void> {
  if (repositoryIds.length === 0) return;
  await tx.$queryRaw`
    SELECT 1 FROM repositories WHERE id = ANY (${repositoryIds}::int[]) ORDER BY id FOR UPDATE`;
  await tx.$executeRaw`
    UPDATE repositories r SET tags_count = (
      SELECT count(*)::int FROM tags WHERE repository_id = r.id AND ${isOrdinary("tags")})
    WHERE id = ANY (${repositoryIds}::int[])`;
}

function onlyId(rows: unknown): number {
  const [row] = rows as [{ id: number }]; // INSERT … RETURNING id gives one row or throws
  return row.id;
}
