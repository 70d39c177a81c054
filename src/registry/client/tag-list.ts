import type { Reply } from "../../platform/outgoing/exchange.ts";
import { isTag } from "../names.ts";
import { type Answer, failure, refusal } from "./answers.ts";
import { isAbsent } from "./catalog.ts";
import { addressOf } from "./client.ts";
import type { Connection } from "./connection.ts";
import { listLimit, maxIdlePages, namesIn, nextPage, presentable } from "./lists.ts";

const maxPages = 10_000;
const maxTags = 500_000;

export interface TagList {
  absent: boolean; // the registry has no such repository
  names: string[];
  invalidNames: string[]; // listed names that are not valid tags
  at: Date; // by the registry's clock: the list does not contain later pushes
}

/** All tags of a repository; none if it does not exist. Registries from 3.0 on may send them in pages. */
export async function listTags(
  connection: Connection,
  repository: string,
): Promise<Answer<TagList>> {
  const headers = connection.pullAuthorization(repository);
  const names = new Set<string>();
  const queries = new Set<string>();
  let at: Date | undefined;
  let absent = false;
  let size = 0;
  let idle = 0; // pages in a row without new tags
  for (let query: string | null = ""; query !== null && !queries.has(query); ) {
    const address = addressOf(connection.registry, repository, `tags/list${query}`);
    if (!address) return failure("invalid", `${repository} is not a valid repository name.`);
    const began = Date.now();
    const answer = await connection.get(address, headers, listLimit);
    if (!answer.ok) return answer;
    at ??= registryTime(answer.value, began);
    absent = isAbsent(answer.value) && queries.size === 0;
    if (isAbsent(answer.value)) break;
    if (answer.value.status !== 200) return refusal(answer.value);

    const some = await namesIn(answer.value, "tags");
    if (!some) return failure("invalid", "The registry's answer is not a list of tags.");
    idle = some.some((name) => !names.has(name)) ? 0 : idle + 1;
    for (const name of some) names.add(name);
    size += answer.value.body.length;
    queries.add(query);
    if (idle > maxIdlePages || queries.size > maxPages || names.size > maxTags || size > listLimit)
      return failure("invalid", "The registry lists more tags than Portus can compare.");
    query = nextPage(answer.value);
  }
  return { ok: true, value: { absent, ...splitByValidity(names), at: at ?? new Date() } };
}

function splitByValidity(names: ReadonlySet<string>): Pick<TagList, "names" | "invalidNames"> {
  const valid = [...names].filter(isTag);
  const invalid = [...names].filter((name) => !isTag(name));
  return { names: valid, invalidNames: invalid.map(presentable) };
}

/** When the list was started, by the registry's clock, which also dates its events. */
function registryTime({ headers }: Reply, began: number): Date {
  const answered = Date.parse(headers.date ?? "");
  if (Number.isNaN(answered)) return new Date(began);
  return new Date(Math.min(answered - (Date.now() - began), Date.now() + maxClockLead));
}

const maxClockLead = 60_000; // ms; a registry further ahead would refuse tokens, so the Date header is not its own
