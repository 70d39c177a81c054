import { type LatestTag, latestTags } from "../../catalogue/repositories/tags/tags.ts";
import { db } from "../../platform/db/client.ts";
import type { Guarded } from "../../tenancy/policy/policy.ts";
import type { Change } from "./changes.ts";

/** A change with what is to be said of it, and what the policy judges who may be told. */
export interface Fact {
  kind: Change["kind"];
  at: number;
  id?: number | undefined;
  namespace?: number | undefined;
  name?: string | undefined;
  tag?: string | undefined;
  guarded: Guarded | null; // null: it is the admins' business
}

interface Row extends Omit<Guarded, "repository"> {
  which: number; // of the changes
  namespace: number | null; // null: it is about a team
  name: string | null;
  own: Guarded["visibility"] | null;
  ownMembers: Guarded["members"];
}

/** What changes are about, as it is now. What is gone together with its namespace concerns nobody any more. */
export async function factsOf(
  changes: readonly Change[],
  viewers: readonly number[],
): Promise<Fact[]> {
  const rows = await load(changes, viewers);
  const pushed = changes.filter(({ kind }) => kind === "push").flatMap(({ id }) => id ?? []);
  const tags = await latestTags(pushed);
  const ofAdmins = changes.filter(({ kind }) => kind === "sync");
  return [
    ...ofAdmins.map(({ kind, at }) => ({ kind, at, guarded: null })),
    ...rows.flatMap((row) => factOf(changes[row.which], row, tags)),
  ];
}

function factOf(change: Change | undefined, row: Row, tags: Map<number, LatestTag>): Fact[] {
  if (!change || (change.id && !row.name)) return []; // it went meanwhile: that is announced too
  const { kind, at, id } = change;
  const tag = kind === "push" && id ? tags.get(id)?.name : undefined;
  const place = { namespace: row.namespace ?? undefined, name: row.name ?? undefined };
  return [{ kind, at, id, ...place, tag, guarded: judged(row) }];
}

function judged({ kind, visibility, members, own, ownMembers, name }: Row): Guarded {
  const namespace = { kind, visibility, members };
  if (!name) return namespace;
  return { ...namespace, repository: { fullName: name, visibility: own, members: ownMembers } };
}

/** Of the members those alone who look on: a namespace may have thousands. */
function load(changes: readonly Change[], viewers: readonly number[]): Promise<Row[]> {
  const told = JSON.stringify(changes.map((change, which) => ({ ...change, which })));
  return db.$queryRaw<Row[]>`
    SELECT told.which, n.id AS namespace, coalesce(n.kind, 'team') AS kind,
      coalesce(n.visibility, 'private') AS visibility, coalesce(r.full_name, told.name) AS name,
      coalesce(r.visibility, told.visibility::"Visibility") AS own,
      (SELECT coalesce(json_agg(json_build_object('userId', user_id, 'role', role)), '[]')
        FROM memberships WHERE team_id = coalesce(n.team_id, told.team) AND user_id = ANY(${viewers}::int[])) AS members,
      (SELECT coalesce(json_agg(json_build_object('userId', user_id, 'role', role)), '[]')
        FROM repository_memberships WHERE repository_id = r.id AND user_id = ANY(${viewers}::int[])) AS "ownMembers"
    FROM jsonb_to_recordset(${told}::jsonb) AS told (which int, id int, namespace int, team int, name text, visibility text)
      LEFT JOIN repositories r ON r.id = told.id
      LEFT JOIN namespaces n ON n.id = coalesce(r.namespace_id, told.namespace)
    WHERE n.id IS NOT NULL OR told.team IS NOT NULL
    ORDER BY told.which`;
}
