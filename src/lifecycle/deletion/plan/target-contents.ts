import { db } from "../../../platform/db/client.ts";
import { countRows } from "../restore/archived-rows.ts";
import { bytesOfNamespaces } from "./manifest-graph-source.ts";
import { fingerprintOf } from "./plan.ts";
import type { Target } from "./selection.ts";

export interface TargetContents {
  namespaces: NamespaceContents[];
  freed: number; // bytes that nothing else in the registry uses
  shared: number;
  unknown?: number; // blobs whose size was not known: freed and shared are lower bounds
  rows: Record<string, number>; // by table: what is deleted besides images
  receivingTeam: string | null; // receives the namespaces, which are then not deleted
}

export interface NamespaceContents {
  id: number;
  name: string;
  repositories: number;
  tags: number;
  manifests: number;
}

/** Changes if the team gets or loses namespaces, or their repositories, tags or manifests change. */
export async function currentFingerprint({
  namespaces,
  team,
  receivingTeam,
}: Target): Promise<string> {
  const ids = team === undefined ? namespaces : await namespaceIdsOf(team);
  const [images] = receivingTeam === undefined ? await fingerprintOfImages(ids) : [];
  return fingerprintOf([ids, images]);
}

export async function contentsOfTarget(target: Target, receivingTeam: string | null = null) {
  const fingerprint = await currentFingerprint(target);
  const deleted = receivingTeam === null ? target.namespaces : [];
  const repositories = await db.repository.findMany({
    where: { namespaceId: { in: deleted } },
    select: { id: true },
  });
  const [namespaces, bytes, rows] = await Promise.all([
    countContents(target.namespaces),
    bytesOfNamespaces(deleted),
    countRows({
      teams: target.team === undefined ? [] : [target.team],
      namespaces: deleted,
      repositories: repositories.map(({ id }) => id),
    }),
  ]);
  const { freed, shared, unknown } = bytes;
  const contents = {
    namespaces,
    freed: Number(freed),
    shared: Number(shared),
    unknown,
    rows,
    receivingTeam,
  };
  return { contents: contents satisfies TargetContents, fingerprint };
}

async function countContents(ids: readonly number[]): Promise<NamespaceContents[]> {
  return db.$queryRaw`
    SELECT n.id, n.name, count(r.id)::int AS repositories,
      coalesce(sum(r.tags_count), 0)::int AS tags,
      coalesce(sum((SELECT count(*) FROM manifests m WHERE m.repository_id = r.id)), 0)::int AS manifests
    FROM namespaces n LEFT JOIN repositories r ON r.namespace_id = n.id
    WHERE n.id = ANY (${ids}) GROUP BY n.id ORDER BY n.name`;
}

async function fingerprintOfImages(ids: readonly number[]): Promise<string[]> {
  const [row] = await db.$queryRaw<{ hash: string | null }[]>`
    WITH chosen AS (SELECT id, full_name FROM repositories WHERE namespace_id = ANY (${ids})),
      lines AS (SELECT full_name AS line FROM chosen
        UNION ALL SELECT full_name || '@' || m.digest FROM chosen JOIN manifests m ON m.repository_id = chosen.id
        UNION ALL SELECT full_name || ':' || t.name || '=' || t.manifest_id FROM chosen JOIN tags t ON t.repository_id = chosen.id)
    SELECT md5(string_agg(line, chr(10) ORDER BY line COLLATE "C")) AS hash FROM lines`;
  return [row?.hash ?? ""];
}

export async function namespaceIdsOf(teamId: number): Promise<number[]> {
  const where = { teamId };
  const found = await db.namespace.findMany({
    where,
    select: { id: true },
    orderBy: { id: "asc" },
  });
  return found.map(({ id }) => id);
}
