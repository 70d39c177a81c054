import type { Tx } from "../../../platform/db/client.ts";
import type { ManifestState, TagState } from "./state.ts";
import { type Known, time, valuesOf, type Wanted, type WantedAt } from "./wanted.ts";

export async function loadManifests(
  tx: Tx,
  known: Known,
  wanted: readonly WantedAt[],
): Promise<void> {
  const digests = valuesOf(wanted, ({ digest }) => digest);
  const rows = await tx.$queryRaw<(ManifestState & { id: number; digest: string })[]>`
    SELECT m.repository_id AS id, m.digest, m.media_type AS "mediaType", m.size, ${time("m.pushed_at")} AS "pushedAt",
      m.pushed_by AS "pushedBy", m.unproven, ${time("m.restored_at")} AS "restoredAt"
    FROM manifests m
    WHERE m.id IN (
      SELECT named.id FROM unnest(${digests.map(({ id }) => id)}::int[], ${digests.map(({ value }) => value)}::text[])
        AS asked (repository_id, digest) JOIN manifests named USING (repository_id, digest)
      UNION ALL SELECT one.id FROM manifests one WHERE one.repository_id = ANY (${wholeIds(wanted)}::int[]))
    ORDER BY m.id`;
  for (const { id, digest, ...row } of rows)
    known.get(id)?.manifests.set(digest, { ...row, isStored: true, pulledAt: null, pulls: 0 });
}

/** The tags that are named, and those of a digest that is deleted. */
export async function loadTags(tx: Tx, known: Known, wanted: readonly WantedAt[]): Promise<void> {
  const names = valuesOf(wanted, ({ tag }) => tag);
  const deleted = valuesOf(
    wanted.filter(({ action }) => action === "delete"),
    ({ digest }) => digest,
  );
  const rows = await tx.$queryRaw<(TagState & { id: number; name: string })[]>`
    SELECT t.repository_id AS id, t.name, m.digest, t.author_name AS "authorName", t.author_id AS "authorId",
      t.pushed_by AS "pushedBy", t.unproven, ${time("t.pushed_at")} AS "pushedAt",
      ${time("t.applied_at")} AS "appliedAt", ${time("t.created_at")} AS "createdAt"
    FROM tags t JOIN manifests m ON m.id = t.manifest_id
    WHERE t.id IN (
      SELECT named.id FROM unnest(${names.map(({ id }) => id)}::int[], ${names.map(({ value }) => value)}::text[])
        AS asked (repository_id, name) JOIN tags named USING (repository_id, name)
      UNION ALL SELECT one.id
        FROM unnest(${deleted.map(({ id }) => id)}::int[], ${deleted.map(({ value }) => value)}::text[])
          AS asked (repository_id, digest)
        JOIN manifests of USING (repository_id, digest) JOIN tags one ON one.manifest_id = of.id
      UNION ALL SELECT one.id FROM tags one WHERE one.repository_id = ANY (${wholeIds(wanted)}::int[]))
    ORDER BY t.id`;
  for (const { id, name, ...row } of rows)
    known.get(id)?.tags.set(name, { ...row, isStored: true });
}

/** What deletions need: whether the repository has more than is loaded, and which requests are in the audit log. */
export async function loadDeletions(
  tx: Tx,
  known: Known,
  wanted: readonly WantedAt[],
): Promise<void> {
  const deletions = wanted.filter(({ action }) => action === "delete");
  const repositories = new Set(deletions.map(({ place }) => place.repository));
  const asked = [...known]
    .filter(([, repository]) => repositories.has(repository))
    .map(([id, { manifests }]) => ({ id, digests: [...manifests.keys()] }));
  if (asked.length === 0) return;
  const rows = await tx.$queryRaw<{ id: number; hasOthers: boolean; recorded: string[] }[]>`
    SELECT asked.id, EXISTS (
        SELECT FROM manifests m WHERE m.repository_id = asked.id AND NOT asked.digests ? m.digest) AS "hasOthers",
      ARRAY(SELECT latest.key || ' ' || (latest.details ->> 'request') FROM (
        SELECT key, details FROM activities WHERE repository_id = asked.id ORDER BY id DESC LIMIT ${recentEntries}
      ) AS latest WHERE latest.details ->> 'request' IS NOT NULL) AS recorded
    FROM jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) AS asked (id int, digests jsonb)`;
  for (const { id, hasOthers, recorded } of rows) {
    const repository = known.get(id);
    if (!repository) continue;
    repository.hasOtherManifests = hasOthers;
    repository.recordedRequests = new Set(recorded);
  }
}

/** The events of one request arrive close together, so only recent entries are searched. */
const recentEntries = 100;

const isWhole = ({ action, digest, tag }: Wanted) =>
  action === "delete" && digest === undefined && tag === undefined;

const wholeIds = (wanted: readonly WantedAt[]) =>
  wanted.filter(isWhole).flatMap(({ place }) => place.repository?.id ?? []);
