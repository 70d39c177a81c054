import type { Registry } from "../../platform/db/client.ts";
import { TooMany } from "../../platform/errors.ts";
import type { Answer } from "../../registry/client/answers.ts";
import { openLine } from "../../registry/client/connection.ts";
import { listTags } from "../../registry/client/tag-list.ts";
import type { PageQuery } from "./page.ts";

const maxConcurrent = 8; // lists that are read at a time: one may be 32 MB
const maxPage = 1000;
let reading = 0;

/**
 * The tags of a repository in byte order. They are read from the registry at each request: Portus hears of a push a
 * moment after the client does, and a client that has pushed a tag expects to find it. Null if there is no such repository.
 */
export async function tagNames(
  registry: Registry,
  repository: string,
): Promise<Answer<string[] | null>> {
  if (reading >= maxConcurrent) throw new TooMany(1, "Portus is reading many lists of tags.");
  reading += 1;
  const line = openLine(registry);
  try {
    const answer = await listTags(line, repository);
    if (!answer.ok) return answer;
    const { absent, names } = answer.value;
    return { ok: true, value: absent ? null : names.sort() };
  } finally {
    line.close();
    reading -= 1;
  }
}

/** One page, as Distribution 3 makes it: without `n` all of them, and never more than 1000 with it. */
export function pageOf(
  names: string[],
  { n, last }: PageQuery,
): { tags: string[]; next: { last: string; n: number } | null } {
  const rest = last ? names.filter((name) => name > last) : names;
  if (n === null) return { tags: rest, next: null };
  const size = Math.min(n, maxPage);
  const tags = rest.slice(0, size);
  const end = tags.at(-1);
  return { tags, next: end !== undefined && rest.length > size ? { last: end, n: size } : null };
}
