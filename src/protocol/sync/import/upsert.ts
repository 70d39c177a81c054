import { recordMoves } from "../../../catalogue/repositories/tags/tag-moves.ts";
import { unknown } from "../../../identity/actor/system-actors.ts";
import type { Tx } from "../../../platform/db/client.ts";
import type { Found } from "./import.ts";

/** What was found of a repository that the catalogue has by now. */
export interface Known extends Found {
  repositoryId: number;
}

export interface ChangedTag {
  repositoryId: number;
  name: string;
  inserted: boolean;
}

/** Stores manifests with their bytes, as far as they are in memory, so that the manifest reader need not fetch them. */
export async function upsertManifests(tx: Tx, known: readonly Known[]): Promise<void> {
  const all = known.flatMap(({ repositoryId, at, unproven = false, found }) =>
    found.map((one) => ({ ...one, repositoryId, at: at.toISOString(), unproven })),
  );
  const rows = [...new Map(all.map((one) => [`${one.repositoryId} ${one.digest}`, one])).values()];
  if (rows.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO manifests (repository_id, digest, media_type, size, pushed_at, read_after, payload, unproven)
    SELECT repository_id, digest, media_type, size, date_trunc('milliseconds', at),
      date_trunc('milliseconds', now()), decode(nullif(bytes, ''), 'base64'), unproven
    FROM unnest(${rows.map((one) => one.repositoryId)}::int[], ${rows.map((one) => one.digest)}::text[],
      ${rows.map((one) => one.mediaType)}::text[], ${rows.map((one) => one.size)}::int[],
      ${rows.map((one) => one.at)}::timestamptz[], ${rows.map((one) => one.unproven)}::boolean[],
      ${rows.map((one) => one.bytes?.toString("base64") ?? "")}::text[])
      AS seen (repository_id, digest, media_type, size, at, unproven, bytes)
    ON CONFLICT (repository_id, digest) DO NOTHING`;
}

/** Returns the tags that changed. A tag that was applied later stays unchanged. */
export async function upsertTags(tx: Tx, known: readonly Known[]): Promise<ChangedTag[]> {
  const rows = known.flatMap(({ repositoryId, at, unproven = false, found }) =>
    found.map(({ name, digest }) => ({ repositoryId, name, digest, at, unproven })),
  );
  if (rows.length === 0) return [];
  return tx.$queryRaw<ChangedTag[]>`
    INSERT INTO tags AS known (repository_id, manifest_id, name, author_name,
      pushed_by, pushed_at, applied_at, created_at, updated_at, unproven)
    SELECT m.repository_id, m.id, seen.name, '', '', at, at, at, now(), seen.unproven
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS seen ("repositoryId" int, name text, digest text, at timestamptz, unproven boolean)
    JOIN manifests m ON m.repository_id = seen."repositoryId" AND m.digest = seen.digest
    ON CONFLICT (repository_id, name) DO UPDATE SET manifest_id = EXCLUDED.manifest_id,
      pushed_by = '', pushed_at = EXCLUDED.pushed_at, applied_at = EXCLUDED.applied_at, updated_at = now(),
      unproven = EXCLUDED.unproven
    WHERE known.applied_at < EXCLUDED.applied_at AND known.manifest_id <> EXCLUDED.manifest_id
    RETURNING repository_id AS "repositoryId", name, (xmax = 0) AS inserted`;
}

export async function recordTagMoves(
  tx: Tx,
  known: readonly Known[],
  changed: readonly ChangedTag[],
): Promise<void> {
  const keys = new Set(changed.map(({ repositoryId, name }) => `${repositoryId} ${name}`));
  const moves = known.flatMap(({ repositoryId, at, unproven, found }) =>
    found
      .filter(({ name }) => keys.has(`${repositoryId} ${name}`))
      .map(({ name: tag, digest }) => ({
        repositoryId,
        tag,
        digest,
        agent: unknown,
        at: at.toISOString(),
        cause: unproven ? ("unproven" as const) : null,
      })),
  );
  await recordMoves(tx, moves);
}
