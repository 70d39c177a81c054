import type { ListQuery } from "../../identity/providers/scim/paging.ts";
import { db, Prisma, type ScimGroup } from "../../platform/db/client.ts";
import { groupCondition, userCondition } from "./filters.ts";
import { type StoredUser, storedFields } from "./stored-user.ts";
import type { Sender } from "./users.ts";

const maxMembers = 20_000; // on one page of groups

interface Page<T> {
  total: number;
  rows: T[];
}

/** A page of the users of a provider that match a filter, in the order of their ids. */
export async function listScimUsers(
  { provider }: Sender,
  { filter, start, count }: ListQuery,
): Promise<Page<StoredUser>> {
  const matching = Prisma.sql`FROM scim_users AS person
    JOIN external_identities AS identity ON identity.id = person.identity_id
    WHERE person.provider_id = ${provider.id} AND ${filter ? userCondition(filter) : Prisma.sql`TRUE`}`;
  const found = await db.$queryRaw<{ id: number }[]>`
    SELECT person.id ${matching} ORDER BY person.id OFFSET ${start - 1} LIMIT ${count}`;
  const ids = found.map(({ id }) => id);
  const rows = await db.scimUser.findMany({
    where: { id: { in: ids } },
    include: storedFields,
    orderBy: { id: "asc" },
  });
  return { rows, total: await totalOf(matching, { start, count, found: ids.length }) };
}

/** The same for groups. With `members`, a page has fewer groups if they have many members. */
export async function listScimGroups(
  { provider }: Sender,
  { filter, start, count }: ListQuery,
  { members }: { members: boolean },
): Promise<Page<ScimGroup>> {
  const matching = Prisma.sql`FROM scim_groups AS known
    WHERE known.provider_id = ${provider.id} AND ${filter ? groupCondition(filter) : Prisma.sql`TRUE`}`;
  const found = await db.$queryRaw<{ id: number; size: number }[]>`
    SELECT known.id, CASE WHEN ${members} THEN
      (SELECT count(*) FROM scim_members WHERE group_id = known.id)::int ELSE 0 END AS size
    ${matching} ORDER BY known.id OFFSET ${start - 1} LIMIT ${count}`;
  const ids = withinLimit(found);
  const rows = await db.scimGroup.findMany({ where: { id: { in: ids } }, orderBy: { id: "asc" } });
  return { rows, total: await totalOf(matching, { start, count, found: found.length }) };
}

/** The first groups that have at most so many members together, at least one. */
function withinLimit(found: readonly { id: number; size: number }[]): number[] {
  let sum = 0;
  const within = found.filter(({ size }, at) => {
    sum += size;
    return at === 0 || sum <= maxMembers;
  });
  return within.map(({ id }) => id);
}

/** The first page shows how many there are if it is not full. */
async function totalOf(
  matching: Prisma.Sql,
  { start, count, found }: { start: number; count: number; found: number },
): Promise<number> {
  if (start === 1 && found < count) return found;
  const [row] = await db.$queryRaw<{ total: number }[]>`SELECT count(*)::int AS total ${matching}`;
  return row?.total ?? 0;
}
