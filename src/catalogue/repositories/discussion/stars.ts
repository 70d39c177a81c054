import type { Actor } from "../../../identity/actor/actor.ts";
import { db } from "../../../platform/db/client.ts";
import { withCounts } from "../../../platform/db/counts.ts";
import { type FoundRepository, repositoryGone } from "../find.ts";

export async function starsOf(actor: Actor | null, { id: repositoryId }: FoundRepository) {
  const [stars, own] = await Promise.all([
    db.star.count({ where: { repositoryId } }),
    actor && db.star.findUnique({ where: { repositoryId_userId: ids(actor, repositoryId) } }),
  ]);
  return { stars, starred: own !== null };
}

// A star is a bookmark that affects no one else, so it has no audit entry.

/** Stars a repository that the actor may see. Starring it again changes nothing. */
export async function star(actor: Actor, { id }: FoundRepository): Promise<void> {
  const data = ids(actor, id);
  await db.star.createMany({ data, skipDuplicates: true }).catch(repositoryGone);
}

export async function unstar(actor: Actor, { id }: FoundRepository): Promise<void> {
  await db.star.deleteMany({ where: ids(actor, id) });
}

function ids({ id: userId }: Actor, repositoryId: number) {
  return { repositoryId, userId };
}

/** Adds the number of stars to the rows of a list. */
export const withStars = <R extends { id: number }>(rows: readonly R[]) =>
  withCounts(rows, { stars: "stars.repository_id" });
