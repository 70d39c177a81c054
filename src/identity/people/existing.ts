import { db } from "../../platform/db/client.ts";
import type { Actor } from "../actor/actor.ts";

/**
 * Which of these names are accounts now, so that a page links them after one query. None for visitors, who see no pages
 * of people.
 */
export async function existingAccounts(
  viewer: Actor | null,
  names: readonly string[],
): Promise<ReadonlySet<string>> {
  const wanted = [...new Set(names)].filter((name) => name !== "");
  if (!viewer || wanted.length === 0) return new Set();
  const where = { username: { in: wanted } };
  const found = await db.user.findMany({ where, select: { username: true } });
  return new Set(found.map(({ username }) => username));
}
