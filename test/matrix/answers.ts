import type { TwoTeams } from "../support/data/two-teams.ts";
import { address } from "./address.ts";
import { bodyFor } from "./bodies.ts";
import type { Answer, Client } from "./clients.ts";
import type { Row } from "./table.ts";

type Answers = [who: string, answer: Answer][];

/** The answer to each client of a row. All rows are restored after a request that changed something. */
export async function answersTo(
  { route, expected }: Row,
  clients: Record<string, Client>,
  { teams, restore }: { teams: TwoTeams; restore: () => Promise<void> },
): Promise<Answers> {
  const one = async (who: string): Promise<Answers[number]> => {
    const client = clients[who];
    if (!client) throw new Error(`There is no client ${who}`);
    return [who, await client(route, address(route, teams.north), bodyFor(route, teams))];
  };
  if (route.startsWith("GET ")) return Promise.all(Object.keys(expected).map(one));

  const answers: Answers = [];
  for (const who of Object.keys(expected)) {
    const [, answer] = await one(who);
    answers.push([who, answer]);
    if (/^(in|[23]..)$/.test(answer.code)) await restore();
  }
  return answers;
}
