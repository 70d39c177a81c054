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

/** Returns the ids of repositories by their full names. Nothing is known of who pushed to them. */
export async function upsertRepositories(
  tx: Tx,
  all: readonly (Pick<Push, "namespace" | "repository"> & { at: Date })[],
): Promise<Map<string, number>> {
  if (all.length === 0) return new Map();
  const rows = all.map(({ namespace, repository, at }) => ({
    namespaceId: namespace.id,
    name: splitName(repository).name,
    fullName: repository,
    at,
  }));
  const known = await tx.$queryRaw<{ id: number; fullName: string }[]>`
    INSERT INTO repositories AS known
      (namespace_id, name, full_name, pushed_at, pushed_by, created_at, updated_at)
    SELECT "namespaceId", name, "fullName", at, '', now(), now()
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS seen ("namespaceId" int, name text, "fullName" text, at timestamptz)
    ORDER BY 1, 2
    ON CONFLICT (namespace_id, name) DO UPDATE SET
      pushed_by = CASE WHEN known.pushed_at <= EXCLUDED.pushed_at THEN '' ELSE known.pushed_by END,
      pushed_at = GREATEST(known.pushed_at, EXCLUDED.pushed_at),
      updated_at = now()
    RETURNING id, full_name AS "fullName"`;
  return new Map(known.map(({ id, fullName }) => [fullName, id]));
}

interface AddedTag {
  repositoryId: number;
  name: string;
}

/** Counts tags that were added. */
export async function countAddedTags(tx: Tx, added: readonly AddedTag[]): Promise<void> {
  const ambiguous = added.filter(({ name }) => isReferrerTag(name));
  const recounted = await repositoriesWithOrdinary(tx, ambiguous);
  const increments = new Map<number, number>();
  for (const { repositoryId: id, name } of added)
    if (!isReferrerTag(name) && !recounted.includes(id))
      increments.set(id, (increments.get(id) ?? 0) + 1);
  await tx.$executeRaw`
    UPDATE repositories SET tags_count = tags_count + added.count, updated_at = now()
    FROM unnest(${[...increments.keys()]}::int[], ${[...increments.values()]}::int[]) AS added (id, count)
    WHERE repositories.id = added.id`;
  await recountTags(tx, recounted);
}

/** The repositories in which one of the tags, named like those of attachments, is an ordinary one. */
async function repositoriesWithOrdinary(tx: Tx, added: readonly AddedTag[]): Promise<number[]> {
  if (added.length === 0) return [];
  const found = await tx.$queryRaw<{ id: number }[]>`
    SELECT DISTINCT repository_id AS id
    FROM unnest(${added.map((it) => it.repositoryId)}::int[], ${added.map((it) => it.name)}::text[])
      AS added (repository_id, name) JOIN tags USING (repository_id, name)
    WHERE ${isOrdinary("tags")}`;
  return found.map(({ id }) => id);
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
