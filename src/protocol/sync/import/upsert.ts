import { recordMoves } from "../../../catalogue/repositories/tags/tag-moves.ts";
import { unknown } from "../../../identity/actor/system-actors.ts";
import type { Tx } from "../../../platform/db/client.ts";
import type { FoundTag } from "../run/inspect.ts";

interface FoundIn {
  repositoryId: number;
  at: string;
  found: FoundTag[];
  unproven?: boolean | undefined;
}

/** Stores manifests with their bytes, as far as they are in memory, so that the manifest reader need not fetch them. */
export async function upsertManifests(
  tx: Tx,
  { repositoryId, at, found, unproven = false }: FoundIn,
): Promise<void> {
  const rows = [...new Map(found.map((one) => [one.digest, one])).values()];
  await tx.$executeRaw`
    INSERT INTO manifests (repository_id, digest, media_type, size, pushed_at, read_after, payload, unproven)
    SELECT ${repositoryId}, digest, media_type, size, date_trunc('milliseconds', ${at}::timestamptz),
      date_trunc('milliseconds', now()), decode(nullif(bytes, ''), 'base64'), ${unproven}
    FROM unnest(${rows.map((one) => one.digest)}::text[], ${rows.map((one) => one.mediaType)}::text[],
      ${rows.map((one) => one.size)}::int[],
      ${rows.map((one) => one.bytes?.toString("base64") ?? "")}::text[]) AS seen (digest, media_type, size, bytes)
    ON CONFLICT (repository_id, digest) DO NOTHING`;
}

/** Returns the tags that changed. A tag that was applied later stays unchanged. */
export async function upsertTags(tx: Tx, { repositoryId, at, found, unproven = false }: FoundIn) {
  return tx.$queryRaw<{ name: string; inserted: boolean }[]>`
    INSERT INTO tags AS known (repository_id, manifest_id, name, author_name,
      pushed_by, pushed_at, applied_at, created_at, updated_at, unproven)
    SELECT ${repositoryId}, m.id, seen.name, '', '', at.at, at.at, at.at, now(), ${unproven}
    FROM unnest(${found.map((one) => one.name)}::text[], ${found.map((one) => one.digest)}::text[])
      AS seen (name, digest)
    JOIN manifests m ON m.repository_id = ${repositoryId} AND m.digest = seen.digest
    CROSS JOIN (SELECT ${at}::timestamptz AS at) AS at
    ON CONFLICT (repository_id, name) DO UPDATE SET manifest_id = EXCLUDED.manifest_id,
      pushed_by = '', pushed_at = EXCLUDED.pushed_at, applied_at = EXCLUDED.applied_at, updated_at = now(),
      unproven = EXCLUDED.unproven
    WHERE known.applied_at < EXCLUDED.applied_at AND known.manifest_id <> EXCLUDED.manifest_id
    RETURNING name, (xmax = 0) AS inserted`;
}

export async function recordTagMoves(
  tx: Tx,
  { repositoryId, at, found, unproven }: FoundIn,
  tags: { name: string }[],
) {
  const cause = unproven ? ("unproven" as const) : null;
  const changed = new Set(tags.map(({ name }) => name));
  const moves = found
    .filter(({ name }) => changed.has(name))
    .map(({ name: tag, digest }) => ({ repositoryId, tag, digest, agent: unknown, at, cause }));
  await recordMoves(tx, moves);
}
