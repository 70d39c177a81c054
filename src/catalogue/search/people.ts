import type { Actor } from "../../identity/actor/actor.ts";
import { db, Prisma } from "../../platform/db/client.ts";
import { peopleVisibleTo } from "../../tenancy/policy/visible-people.ts";
import { type MatchQuery, matchesOf } from "./matches.ts";

export interface PersonMatch {
  id: number;
  username: string;
  displayName: string | null;
  robot: boolean;
}

export interface PeopleQuery extends MatchQuery {
  actor: Actor;
  /** How many accounts to look at that only their activity may show. */
  considered: number;
}

/** People and robots that the actor may see, by their user name or display name. */
export function findPeople({ actor, by, size, considered }: PeopleQuery) {
  const [username, name] = [Prisma.sql`users.username`, Prisma.sql`users.display_name`];
  const matches = actor.admin
    ? Prisma.sql`users.id IN (SELECT id FROM users WHERE ${by.matches(username)}
        UNION SELECT id FROM users WHERE ${by.matches(name)})` // users_search finds similar names, but not with OR
    : Prisma.sql`${by.matches(username)} OR ${by.matches(name)}`; // only visible accounts are compared
  const order = Prisma.sql`${by.rank(username)}, users.id`;
  return matchesOf<PersonMatch>(db.$queryRaw`
    SELECT users.id, users.username, users.display_name AS "displayName", users.robot,
      count(*) OVER ()::int AS count
    FROM users
    WHERE ${peopleVisibleTo(actor, { matches, order, considered })}
    ORDER BY ${order} LIMIT ${size}`);
}
