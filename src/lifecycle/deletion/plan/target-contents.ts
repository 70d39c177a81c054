import { db } from "../../../platform/db/client.ts";
import { countRows } from "../restore/archived-rows.ts";
import { bytesOfNamespaces } from "./manifest-graph-source.ts";
import { fingerprintOf } from "./plan.ts";
import type { Realm } from "./selection.ts";

/** What vanishes with namespaces, or with a team. */
export interface Census {
  namespaces: Holding[];
  freed: number; // bytes that nothing else at the registry uses
  shared: number;
  unknown?: number; // blobs whose size was not known: freed and shared are lower bounds
  rows: Record<string, number>; // by table: what goes besides images
  heir: string | null; // the team that gets the namespaces instead
}

export interface Holding {
  id: number;
  name: string;
  repositories: number;
  tags: number;
  manifests: number;
}

/** The namespaces of a team, and what is in them, as it is now. */
export async function fingerprintNow({ namespaces, team, heir }: Realm): Promise<string> {
  const ids = team === undefined ? namespaces : await namespacesOf(team);
  const [images] = heir === undefined ? await fingerprintOfImages(ids) : [];
  return fingerprintOf([ids, images]);
}

/** Counts all that vanishes. */
export async function whatGoes(realm: Realm, heir: string | null = null) {
  const fingerprint = await fingerprintNow(realm);
  const gone = heir === null ? realm.namespaces : [];
  const repositories = await db.repository.findMany({
    where: { namespaceId: { in: gone } },
    select: { id: true },
  });
  const [namespaces, bytes, rows] = await Promise.all([
    holdings(realm.namespaces),
    bytesOfNamespaces(gone),
    countRows({
      teams: realm.team === undefined ? [] : [realm.team],
      namespaces: gone,
      repositories: repositories.map(({ id }) => id),
    }),
  ]);
  const { freed, shared, unknown } = bytes;
  const census = { namespaces, freed: Number(freed), shared: Number(shared), unknown, rows, heir };
  return { contents: census satisfies Census, fingerprint };
}

async function holdings(ids: readonly number[]): Promise<Holding[]> {
  return db.$queryRaw`
    SELECT n.id, n.name, count(r.id)::int AS repositories,
      coalesce(sum(r.tags_count), 0)::int AS tags,
      coalesce(sum((SELECT count(*) FROM manifests m WHERE m.repository_id = r.id)), 0)::int AS manifests
    FROM namespaces n LEFT JOIN repositories r ON r.namespace_id = n.id
    WHERE n.id = ANY (${ids}) GROUP BY n.id ORDER BY n.name`;
}

async function fingerprintOfImages(ids: readonly number[]): Promise<string[]> {
  const [row] = await db.$queryRaw<{ hash: string | null }[]>`
    WITH here AS (SELECT id, full_name FROM repositories WHERE namespace_id = ANY (${ids})),
      lines AS (SELECT full_name AS line FROM here
        UNION ALL SELECT full_name || '@' || m.digest FROM here JOIN manifests m ON m.repository_id = here.id
        UNION ALL SELECT full_name || ':' || t.name || '=' || t.manifest_id FROM here JOIN tags t ON t.repository_id = here.id)
    SELECT md5(string_agg(line, chr(10) ORDER BY line COLLATE "C")) AS hash FROM lines`;
  return [row?.hash ?? ""];
}

export async function namespacesOf(teamId: number): Promise<number[]> {
  const where = { teamId };
  const found = await db.namespace.findMany({
    where,
    select: { id: true },
    orderBy: { id: "asc" },
  });
  return found.map(({ id }) => id);
}
