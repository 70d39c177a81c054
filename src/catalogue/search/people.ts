import type { Actor } from "../../identity/actor/actor.ts";
import { db, Prisma } from "../../platform/db/client.ts";
import { relatedTo } from "../../tenancy/policy/related.ts";
import { type MatchQuery, matchesOf } from "./matches.ts";

export interface PersonMatch {
  id: number;
  username: string;
  displayName: string | null;
  robot: boolean;
}

/** People and robots that the actor has to do with, by their user name or display name. Relies on users_search. */
export function findPeople({ actor, by, size }: MatchQuery & { actor: Actor }) {
  const [username, name] = [Prisma.sql`users.username`, Prisma.sql`users.display_name`];
  return matchesOf<PersonMatch>(db.$queryRaw`
    SELECT users.id, users.username, users.display_name AS "displayName", users.robot,
      count(*) OVER ()::int AS count
    FROM users
    WHERE (${by.matches(username)} OR ${by.matches(name)}) AND ${relatedTo(actor)}
    ORDER BY ${by.rank(username)}, users.id LIMIT ${size}`);
}
