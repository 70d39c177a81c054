import { db } from "../../platform/db/client.ts";
import type { Change } from "./changes.ts";

/** Who among the people at open pages may read a refusal, besides admins. */
export interface DecisionReaders {
  user: number | null; // the account that it is about
  owners: readonly number[]; // of the namespace or the repository that it is about
  managers: readonly number[]; // of the robot that it is about
}

/** The readers of each decision, in the order given: by the indexes of members on their team and on their repository. */
export async function readersOf(
  decisions: readonly Change[],
  viewers: readonly number[],
): Promise<DecisionReaders[]> {
  if (decisions.length === 0) return [];
  const given = JSON.stringify(decisions.map((decision, which) => ({ ...decision, which })));
  return db.$queryRaw<DecisionReaders[]>`
    SELECT given."user",
      ARRAY(SELECT user_id FROM memberships JOIN namespaces ON namespaces.team_id = memberships.team_id
          WHERE namespaces.id = given.namespace AND role = 'owner' AND user_id = ANY(${viewers}::int[])
        UNION SELECT user_id FROM repository_memberships
          WHERE repository_id = given.id AND role = 'owner' AND user_id = ANY(${viewers}::int[])) AS owners,
      ARRAY(SELECT user_id FROM users JOIN memberships ON memberships.team_id = users.robot_team_id
          WHERE users.id = given."user" AND users.robot AND role = 'owner' AND user_id = ANY(${viewers}::int[])) AS managers
    FROM jsonb_to_recordset(${given}::jsonb) AS given (which int, "user" int, namespace int, id int)
    ORDER BY given.which`;
}
