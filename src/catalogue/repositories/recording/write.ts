import type { Tx } from "../../../platform/db/client.ts";
import { splitName } from "../../../registry/names.ts";
import type { Places } from "./load.ts";
import type { MoveState, Place, RepositoryState } from "./state.ts";
import { writeTombstones } from "./tombstones.ts";
import { recountTags } from "./upsert.ts";

/** Writes what a set of events changed in memory: a few statements, however many events and repositories there are. */
export async function writePlaces(tx: Tx, places: Places): Promise<void> {
  const all = [...places.values()];
  const changed = all.filter(({ repository }) => repository?.isChanged);
  await deleteRepositories(
    tx,
    all.flatMap(({ deletedIds }) => deletedIds),
  );
  await writeRepositories(tx, changed);
  const repositories = all.flatMap(({ repository }) =>
    repository?.id ? [{ ...repository, id: repository.id }] : [],
  );
  await deleteTags(tx, repositories);
  await deleteManifests(tx, repositories);
  await writeManifests(tx, repositories);
  await writeTags(tx, repositories);
  await recountTags(
    tx,
    repositories.filter(({ changes }) => changes.mustRecount).map(({ id }) => id),
  );
  await writeMoves(tx, repositories);
  await deleteExpectedMoves(tx, repositories);
  await writeTombstones(tx, all.flatMap(tombstonesOf));
}

type Stored = RepositoryState & { id: number };

/** Their conditions are checked again: people may have given them rules meanwhile. */
async function deleteRepositories(tx: Tx, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.$executeRaw`
    DELETE FROM repositories r WHERE id = ANY (${ids}::int[]) AND visibility IS NULL AND cardinality(immutable_tags) = 0
      AND NOT EXISTS (SELECT FROM repository_memberships WHERE repository_id = r.id)`;
}

/** First of all, because the row's lock makes others wait who recount its tags. */
async function writeRepositories(tx: Tx, places: readonly Place[]): Promise<void> {
  const rows = places.flatMap(({ namespace, fullName, repository }) =>
    repository
      ? [
          {
            id: repository.id,
            namespaceId: namespace.id,
            name: splitName(fullName).name,
            fullName,
            pushedAt: repository.pushedAt,
            pushedBy: repository.pushedBy,
            tags: repository.changes.tagsCount,
          },
        ]
      : [],
  );
  await updateRepositories(
    tx,
    rows.filter(({ id }) => id !== null),
  );
  const added = await insertRepositories(
    tx,
    rows.filter(({ id }) => id === null),
  );
  for (const { namespace, fullName, repository } of places)
    if (repository) repository.id ??= added.get(`${namespace.id}:${fullName}`) ?? null;
}

async function updateRepositories(tx: Tx, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.$executeRaw`
    UPDATE repositories r SET pushed_by = w."pushedBy", pushed_at = w."pushedAt",
      tags_count = tags_count + w.tags, updated_at = now()
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS w (id int, "pushedAt" timestamptz, "pushedBy" text, tags int)
    WHERE r.id = w.id`;
}

async function insertRepositories(tx: Tx, rows: readonly object[]): Promise<Map<string, number>> {
  if (rows.length === 0) return new Map();
  const added = await tx.$queryRaw<{ id: number; key: string }[]>`
    INSERT INTO repositories
      (namespace_id, name, full_name, pushed_at, pushed_by, tags_count, created_at, updated_at)
    SELECT "namespaceId", name, "fullName", "pushedAt", "pushedBy", tags, now(), now()
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS w ("namespaceId" int, name text, "fullName" text,
      "pushedAt" timestamptz, "pushedBy" text, tags int)
    RETURNING id, namespace_id || ':' || full_name AS key`;
  return new Map(added.map(({ id, key }) => [key, id]));
}

async function deleteTags(tx: Tx, repositories: readonly Stored[]): Promise<void> {
  const gone = repositories.flatMap(({ id, changes }) =>
    [...changes.deletedTags].map((name) => ({ id, name })),
  );
  if (gone.length === 0) return;
  await tx.$executeRaw`
    DELETE FROM tags USING jsonb_to_recordset(${JSON.stringify(gone)}::jsonb) AS gone (id int, name text)
    WHERE tags.repository_id = gone.id AND tags.name = gone.name`;
}

/** Also those that were pushed again afterwards: what was known of them is lost. */
async function deleteManifests(tx: Tx, repositories: readonly Stored[]): Promise<void> {
  const gone = repositories.flatMap(({ id, changes }) =>
    [...changes.deletedManifests].map((digest) => ({ id, digest })),
  );
  if (gone.length === 0) return;
  await tx.$executeRaw`
    DELETE FROM manifests USING jsonb_to_recordset(${JSON.stringify(gone)}::jsonb) AS gone (id int, digest text)
    WHERE manifests.repository_id = gone.id AND manifests.digest = gone.digest`;
}

async function writeManifests(tx: Tx, repositories: readonly Stored[]): Promise<void> {
  const rows = repositories.flatMap(({ id, manifests, changes }) =>
    [...changes.manifests].map((digest) => ({ id, digest, ...manifests.get(digest) })),
  );
  if (rows.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO manifests AS known (repository_id, digest, media_type, size, pushed_at, pushed_by, unproven,
      restored_at, pulled_at, pulls_count, read_after)
    SELECT id, digest, "mediaType", size, "pushedAt", "pushedBy", unproven, "restoredAt", "pulledAt", pulls,
      date_trunc('milliseconds', now())
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS w (id int, digest text, "mediaType" text, size int,
      "pushedAt" timestamptz, "pushedBy" text, unproven boolean, "restoredAt" timestamptz, "pulledAt" timestamptz,
      pulls bigint)
    ON CONFLICT (repository_id, digest) DO UPDATE SET
      pushed_at = EXCLUDED.pushed_at, pushed_by = EXCLUDED.pushed_by, unproven = EXCLUDED.unproven,
      restored_at = EXCLUDED.restored_at,
      pulled_at = GREATEST(known.pulled_at, EXCLUDED.pulled_at),
      pulls_count = GREATEST(known.pulls_count, EXCLUDED.pulls_count),
      read_after = CASE WHEN known.read_at IS NULL THEN EXCLUDED.read_after ELSE known.read_after END,
      read_attempts = CASE WHEN known.read_at IS NULL THEN 0 ELSE known.read_attempts END`;
}

async function writeTags(tx: Tx, repositories: readonly Stored[]): Promise<void> {
  const rows = repositories.flatMap(({ id, tags, changes }) =>
    [...changes.tags].map((name) => {
      const { authorId, ...tag } = tags.get(name) ?? { authorId: null };
      const byName = authorId === "by name";
      return { id, name, ...tag, byName, authorId: byName ? null : authorId };
    }),
  );
  if (rows.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO tags (repository_id, manifest_id, name, author_name, author_id,
      pushed_by, unproven, pushed_at, applied_at, created_at, updated_at)
    SELECT w.id, m.id, w.name, "authorName",
      CASE WHEN "byName" THEN (SELECT u.id FROM users u WHERE u.username = "authorName") ELSE "authorId" END,
      "pushedBy", w.unproven, "pushedAt", "appliedAt", "createdAt", now()
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS w (id int, name text, digest text, "authorName" text,
      "authorId" int, "byName" boolean, "pushedBy" text, unproven boolean, "pushedAt" timestamptz,
      "appliedAt" timestamptz, "createdAt" timestamptz)
    JOIN manifests m ON m.repository_id = w.id AND m.digest = w.digest
    ON CONFLICT (repository_id, name) DO UPDATE SET
      manifest_id = EXCLUDED.manifest_id, author_name = EXCLUDED.author_name, author_id = EXCLUDED.author_id,
      pushed_by = EXCLUDED.pushed_by, unproven = EXCLUDED.unproven, pushed_at = EXCLUDED.pushed_at,
      applied_at = EXCLUDED.applied_at, created_at = EXCLUDED.created_at, updated_at = now()`;
}

/** A move that is stored already takes over the digest, and the cause only if it was decided here. */
async function writeMoves(tx: Tx, repositories: readonly Stored[]): Promise<void> {
  const rows = repositories.flatMap(({ id, timelines }) =>
    [...timelines].flatMap(([tag, { moves }]) => moves.map((move) => ({ id, tag, ...move }))),
  );
  await upsertMoves(
    tx,
    rows.filter(({ write }) => write === "digest"),
  );
  const judged = rows.filter(({ write }) => write === "cause");
  await upsertMoves(tx, judged);
  if (judged.length > 0)
    await tx.$executeRaw`
      UPDATE tag_moves m SET cause = w.cause::"MoveCause"
      FROM jsonb_to_recordset(${JSON.stringify(judged)}::jsonb) AS w (id int, tag text, at timestamptz, cause text)
      WHERE m.repository_id = w.id AND m.tag = w.tag AND m.at = w.at`;
}

/** Counts new pushes by hour, without those of Portus itself. */
async function upsertMoves(
  tx: Tx,
  rows: readonly (MoveState & { id: number; tag: string })[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.$executeRaw`
    WITH moved AS (
      INSERT INTO tag_moves (repository_id, tag, digest, at, by_id, by_name, cause)
      SELECT id, tag, digest, at, "byId", "byName", cause::"MoveCause"
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS w (id int, tag text, digest text, at timestamptz, "byId" int, "byName" text, cause text)
      ON CONFLICT (repository_id, tag, at) DO UPDATE SET digest = EXCLUDED.digest
      RETURNING repository_id, digest, at, cause, xmax = 0 AS is_new)
    INSERT INTO hourly_counts AS known (repository_id, hour, pushes)
    SELECT repository_id, date_trunc('hour', at, 'UTC'), count(*)::int FROM moved
    WHERE is_new AND digest IS NOT NULL AND cause IS NULL AND at > now() - interval '24 hours'
    GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (repository_id, hour) DO UPDATE SET pushes = known.pushes + EXCLUDED.pushes`;
}

async function deleteExpectedMoves(tx: Tx, repositories: readonly Stored[]): Promise<void> {
  const taken = repositories.flatMap(({ id, expectedMoves }) =>
    expectedMoves.filter(({ isTaken }) => isTaken).map((move) => ({ id, ...move })),
  );
  if (taken.length === 0) return;
  await tx.$executeRaw`
    DELETE FROM expected_moves e
    USING jsonb_to_recordset(${JSON.stringify(taken)}::jsonb) AS t (id int, tag text, digest text, "byName" text)
    WHERE e.repository_id = t.id AND e.tag = t.tag AND e.digest = t.digest AND e.by_name = t."byName"`;
}

function tombstonesOf({
  namespace: { registryId },
  fullName: repository,
  tombstones,
  newTombstones,
}: Place) {
  return [...newTombstones].map((reference) => ({
    registryId,
    repository,
    reference,
    at: tombstones.get(reference) ?? "",
  }));
}
