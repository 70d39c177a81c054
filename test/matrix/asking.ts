import type { TwoTeams } from "../support/data/two-teams.ts";
import { address } from "./address.ts";
import type { Answer, Ask } from "./askers.ts";
import { bodyFor } from "./bodies.ts";
import type { Row } from "./table.ts";

type Answers = [who: string, answer: Answer][];

/** The answer to each client of a row. All rows are restored after a request that changed something. */
export async function answersTo(
  { route, expected }: Row,
  asks: Record<string, Ask>,
  { world, restore }: { world: TwoTeams; restore: () => Promise<void> },
): Promise<Answers> {
  const one = async (who: string): Promise<Answers[number]> => {
    const ask = asks[who];
    if (!ask) throw new Error(`There is no client ${who}`);
    return [who, await ask(route, address(route, world.north), bodyFor(route, world))];
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
