import type { Registry } from "../../platform/db/client.ts";
import { TooMany } from "../../platform/errors.ts";
import type { Answer } from "../../registry/client/answers.ts";
import { openConnection } from "../../registry/client/connection.ts";
import { listTags } from "../../registry/client/tag-list.ts";
import type { CatalogPage } from "./page.ts";

const maxConcurrent = 8; // lists read at the same time: one may be 32 MB
const maxPage = 1000;
let reading = 0;

/**
 * The tags of a repository in byte order; null if it does not exist. They come from the registry itself: the event of a
 * push reaches Portus later than the client, which expects to find its tag.
 */
export async function tagNames(
  registry: Registry,
  repository: string,
): Promise<Answer<string[] | null>> {
  if (reading >= maxConcurrent)
    throw new TooMany(
      1,
      "Portus is reading many tag lists at the moment.",
      "The page of the repository shows its tags as well.",
    );
  reading += 1;
  const connection = openConnection(registry);
  try {
    const answer = await listTags(connection, repository);
    if (!answer.ok) return answer;
    const { absent, names } = answer.value;
    return { ok: true, value: absent ? null : names.sort() };
  } finally {
    connection.close();
    reading -= 1;
  }
}

/** One page, as in Distribution 3: everything without `n`, otherwise at most 1000 tags. */
export function pageOf(
  names: string[],
  { n, last }: CatalogPage,
): { tags: string[]; next: { last: string; n: number } | null } {
  const rest = last ? names.filter((name) => name > last) : names;
  if (n === null) return { tags: rest, next: null };
  const size = Math.min(n, maxPage);
  const tags = rest.slice(0, size);
  const end = tags.at(-1);
  return { tags, next: end !== undefined && rest.length > size ? { last: end, n: size } : null };
}
