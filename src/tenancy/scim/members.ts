import type { MemberChange } from "../../identity/providers/scim/group.ts";
import { db, type ScimGroup, type Tx } from "../../platform/db/client.ts";

// Members of groups, in statements for all of them at once.

type Place = Pick<ScimGroup, "id" | "providerId">;

/** Removes members. Returns the ids of those who were in the group. */
export async function removeMembers(
  tx: Tx,
  groupId: number,
  { replaces, add, remove }: MemberChange,
): Promise<number[]> {
  if (!replaces && remove.size === 0) return [];
  const rows = await tx.$queryRaw<{ id: number }[]>`
    DELETE FROM scim_members WHERE group_id = ${groupId} AND CASE WHEN ${replaces}
      THEN user_id NOT IN (SELECT unnest(${[...add]}::int[]))
      ELSE user_id IN (SELECT unnest(${[...remove]}::int[])) END
    RETURNING user_id AS id`;
  return rows.map(({ id }) => id);
}

/**
 * Adds members. Returns the ids of those who were not in the group, and how many are no users of the provider. Locks the
 * users, so that none is deleted before their row refers to them.
 */
export async function addMembers(
  tx: Tx,
  { id, providerId }: Place,
  add: ReadonlySet<number>,
): Promise<{ ids: number[]; unknown: number }> {
  if (add.size === 0) return { ids: [], unknown: 0 };
  const [found] = await tx.$queryRaw<{ known: number; ids: number[] }[]>`
    WITH known AS (SELECT id FROM scim_users WHERE provider_id = ${providerId}
        AND id IN (SELECT unnest(${[...add]}::int[])) ORDER BY id FOR KEY SHARE),
      added AS (INSERT INTO scim_members (group_id, user_id) SELECT ${id}::int, id FROM known
        ON CONFLICT DO NOTHING RETURNING user_id)
    SELECT (SELECT count(*) FROM known)::int AS known, ARRAY(SELECT user_id FROM added) AS ids`;
  return { ids: found?.ids ?? [], unknown: add.size - (found?.known ?? 0) };
}

/** Lets the job of mappings settle the roles of some users. Locks their identities in order. */
export async function settleUsers(tx: Tx, users: readonly number[]): Promise<void> {
  if (users.length === 0) return;
  await tx.$executeRaw`
    UPDATE external_identities SET mapped_at = 'epoch' WHERE id IN (
      SELECT identity.id FROM external_identities AS identity JOIN scim_users AS person ON identity_id = identity.id
      WHERE person.id IN (SELECT unnest(${users}::int[])) ORDER BY identity.id FOR UPDATE OF identity)`;
}

/**
 * The same for a group that appears, is deleted or has another name: for its members, for people who a claim at a sign-in
 * put in it, because SCIM decides about the groups that it sends, and for its former members. In one statement, because a
 * second one could wait for a request that waits for the first. As everywhere, members are locked before identities.
 */
export async function settleGroup(
  tx: Tx,
  { id, providerId }: Place,
  { names, former }: { names: readonly string[]; former: readonly number[] },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE external_identities SET mapped_at = 'epoch' WHERE id IN (
      SELECT identity.id FROM external_identities AS identity LEFT JOIN scim_users AS person ON identity_id = identity.id
      WHERE identity.provider_id = ${providerId} AND (identity.groups && ${names}::text[]
        OR person.id IN (SELECT user_id FROM scim_members WHERE group_id = ${id} UNION ALL SELECT unnest(${former}::int[])))
      ORDER BY identity.id FOR UPDATE OF identity)`;
}

export interface Member {
  id: number;
  userName: string;
}

/** The members of some groups, by group. */
export async function membersOf(groups: readonly number[]): Promise<Map<number, Member[]>> {
  const rows = await db.$queryRaw<(Member & { group: number })[]>`
    SELECT group_id AS "group", person.id, user_name AS "userName" FROM scim_members
    JOIN scim_users AS person ON person.id = user_id
    WHERE group_id = ANY (${groups}::int[]) ORDER BY group_id, person.id`;
  const byGroup = new Map<number, Member[]>(groups.map((id) => [id, []]));
  for (const { group, ...member } of rows) byGroup.get(group)?.push(member);
  return byGroup;
}
