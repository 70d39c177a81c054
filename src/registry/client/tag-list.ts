import { isTag } from "../names.ts";
import { type Answer, failure, refusal } from "./answers.ts";
import { saysAbsent } from "./catalog.ts";
import { addressOf } from "./client.ts";
import type { Connection } from "./connection.ts";
import type { Reply } from "./exchange.ts";
import { listLimit, maxIdlePages, namesIn, nextPage, presentable } from "./lists.ts";

const maxPages = 10_000;
const maxTags = 500_000;

export interface TagList {
  absent: boolean; // the registry has no such repository
  names: string[];
  odd: string[]; // listed names that are not valid tags
  at: Date; // by the registry's clock: the list does not contain later pushes
}

/** All tags of a repository; none if it does not exist. Registries from 3.0 on may send them in pages. */
export async function listTags(line: Connection, repository: string): Promise<Answer<TagList>> {
  const headers = line.mayPull(repository);
  const names = new Set<string>();
  const asked = new Set<string>();
  let at: Date | undefined;
  let absent = false;
  let size = 0;
  let idle = 0; // pages in a row without new tags
  for (let query: string | null = ""; query !== null && !asked.has(query); ) {
    const address = addressOf(line.registry, repository, `tags/list${query}`);
    if (!address) return failure("invalid", `${repository} is not a name that can be asked for.`);
    const began = Date.now();
    const answer = await line.ask(address, headers, listLimit);
    if (!answer.ok) return answer;
    at ??= theirTime(answer.value, began);
    absent = saysAbsent(answer.value) && asked.size === 0;
    if (saysAbsent(answer.value)) break;
    if (answer.value.status !== 200) return refusal(answer.value);

    const some = namesIn(answer.value, "tags");
    if (!some) return failure("invalid", "The registry's answer is not a list of tags.");
    idle = some.some((name) => !names.has(name)) ? 0 : idle + 1;
    for (const name of some) names.add(name);
    size += answer.value.body.length;
    asked.add(query);
    if (idle > maxIdlePages || asked.size > maxPages || names.size > maxTags || size > listLimit)
      return failure("invalid", "The registry lists more tags than Portus can compare.");
    query = nextPage(answer.value);
  }
  return { ok: true, value: { absent, ...sorted(names), at: at ?? new Date() } };
}

function sorted(names: ReadonlySet<string>): Pick<TagList, "names" | "odd"> {
  const usable = [...names].filter(isTag);
  const odd = [...names].filter((name) => !isTag(name));
  return { names: usable, odd: odd.map(presentable) };
}

/** When the list was started, by the registry's clock, which also dates its events. */
function theirTime({ headers }: Reply, began: number): Date {
  const answered = Date.parse(headers.date ?? "");
  if (Number.isNaN(answered)) return new Date(began);
  return new Date(Math.min(answered - (Date.now() - began), Date.now() + maxClockLead));
}

const maxClockLead = 60_000; // ms; a registry further ahead would refuse tokens, so the Date header is not its own
