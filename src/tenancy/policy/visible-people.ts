import type { Actor } from "../../identity/actor/actor.ts";
import { db, Prisma } from "../../platform/db/client.ts";
import { relatedTo } from "./related.ts";
import { entriesVisibleTo } from "./visible-entries.ts";

/** How many of a person's newest entries count, so that the answer about somebody who did a lot in private places is fast. */
export const recentEntries = 2000;

/**
 * Whether someone may see an account: admins, the person, people who share a team or repository with it or own the
 * namespace of a repository that it is a member of, and those who may see its namespace or something that it did lately.
 */
export async function canSeePerson(viewer: Actor, { id }: { id: number }): Promise<boolean> {
  const [found] = await db.$queryRaw<{ visible: boolean }[]>`
    SELECT EXISTS (SELECT FROM users
      WHERE users.id = ${id} AND (${relatedTo(viewer)} OR ${hasActedBefore(viewer)})) AS visible`;
  return found?.visible ?? false;
}

/**
 * SQL: the same on rows `users`, of which it takes those that match. Up to 2000 entries are read to find out whether an
 * account did something visible, so of accounts that only this would show, the first of an order are considered.
 */
export function peopleVisibleTo(
  viewer: Actor,
  { matches, order, considered }: { matches: Prisma.Sql; order: Prisma.Sql; considered: number },
): Prisma.Sql {
  if (viewer.admin) return matches;
  return Prisma.sql`(${matches}) AND (${relatedTo(viewer)} OR users.id IN (
    SELECT users.id FROM (
      SELECT users.id FROM users WHERE (${matches}) AND NOT ${relatedTo(viewer)}
      ORDER BY ${order} LIMIT ${considered}) AS users
    WHERE ${hasActedBefore(viewer)}))`;
}

/** SQL: whether the account of a row `users` lately did something that the viewer may see. */
function hasActedBefore(viewer: Actor): Prisma.Sql {
  return Prisma.sql`EXISTS (
    SELECT FROM (SELECT key, actor_id, team_id, namespace_id, repository_id FROM activities
        WHERE activities.actor_id = users.id ORDER BY activities.id DESC LIMIT ${recentEntries}) AS activities
      LEFT JOIN namespaces ON namespaces.id = activities.namespace_id
      LEFT JOIN repositories ON repositories.id = activities.repository_id
    WHERE ${entriesVisibleTo(viewer)})`;
}
