import { type LatestTag, latestTags } from "../../catalogue/repositories/tags/tags.ts";
import { db } from "../../platform/db/client.ts";
import type { Guarded } from "../../tenancy/policy/policy.ts";
import type { Change } from "./changes.ts";
import { type DecisionReaders, readersOf } from "./decision-readers.ts";

/** A change with its text, and what the policy needs to decide who may see it. */
export interface ChangeDetails {
  kind: Change["kind"];
  at: number;
  id?: number | undefined;
  namespace?: number | undefined;
  name?: string | undefined;
  tag?: string | undefined;
  decision?: DecisionReaders | undefined; // of a decision
  guarded: Guarded | null; // of a place; null: only for admins, or a decision
}

interface Row extends Omit<Guarded, "repository"> {
  which: number; // the index in `changes`
  namespace: number | null; // null for a team
  name: string | null;
  own: Guarded["visibility"] | null;
  ownMembers: Guarded["members"];
}

/** Loads the current details of changes. Changes in a deleted namespace are dropped. */
export async function detailsOf(
  changes: readonly Change[],
  viewers: readonly number[],
): Promise<ChangeDetails[]> {
  const decisions = changes.filter(({ kind }) => kind === "decision");
  const readers = await readersOf(decisions, viewers);
  const places = changes.filter(({ kind }) => kind !== "decision" && kind !== "sync");
  const rows = await load(places, viewers);
  const pushed = changes.filter(({ kind }) => kind === "push").flatMap(({ id }) => id ?? []);
  const tags = await latestTags(pushed);
  const syncs = changes.filter(({ kind }) => kind === "sync");
  return [
    ...syncs.map(({ kind, at }) => ({ kind, at, guarded: null })),
    ...decisions.map(({ kind, at }, which) => ({
      kind,
      at,
      decision: readers[which],
      guarded: null,
    })),
    ...rows.flatMap((row) => detailsOfRow(places[row.which], row, tags)),
  ];
}

function detailsOfRow(
  change: Change | undefined,
  row: Row,
  tags: Map<number, LatestTag>,
): ChangeDetails[] {
  if (!change || (change.id && !row.name)) return []; // it was deleted since, which is announced too
  const { kind, at, id } = change;
  const tag = kind === "push" && id ? tags.get(id)?.name : undefined;
  const place = { namespace: row.namespace ?? undefined, name: row.name ?? undefined };
  return [{ kind, at, id, ...place, tag, guarded: guardedOf(row) }];
}

function guardedOf({ kind, visibility, members, own, ownMembers, name }: Row): Guarded {
  const namespace = { kind, visibility, members };
  if (!name) return namespace;
  return { ...namespace, repository: { fullName: name, visibility: own, members: ownMembers } };
}

/** Loads only the members who are watching, because a namespace may have thousands. */
function load(changes: readonly Change[], viewers: readonly number[]): Promise<Row[]> {
  const given = JSON.stringify(changes.map((change, which) => ({ ...change, which })));
  return db.$queryRaw<Row[]>`
    SELECT given.which, n.id AS namespace, coalesce(n.kind, 'team') AS kind,
      coalesce(n.visibility, 'private') AS visibility, coalesce(r.full_name, given.name) AS name,
      coalesce(r.visibility, given.visibility::"Visibility") AS own,
      (SELECT coalesce(json_agg(json_build_object('userId', user_id, 'role', role)), '[]')
        FROM memberships WHERE team_id = coalesce(n.team_id, given.team) AND user_id = ANY(${viewers}::int[])) AS members,
      (SELECT coalesce(json_agg(json_build_object('userId', user_id, 'role', role)), '[]')
        FROM repository_memberships WHERE repository_id = r.id AND user_id = ANY(${viewers}::int[])) AS "ownMembers"
    FROM jsonb_to_recordset(${given}::jsonb) AS given (which int, id int, namespace int, team int, name text, visibility text)
      LEFT JOIN repositories r ON r.id = given.id
      LEFT JOIN namespaces n ON n.id = coalesce(r.namespace_id, given.namespace)
    WHERE n.id IS NOT NULL OR given.team IS NOT NULL
    ORDER BY given.which`;
}
