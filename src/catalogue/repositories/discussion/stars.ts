import type { Actor } from "../../../identity/actor/actor.ts";
import { db } from "../../../platform/db/client.ts";
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

/** Adds the number of stars to the rows of a list. Prisma's own count would read the stars of all repositories. */
export async function withStars<R extends { id: number }>(
  rows: readonly R[],
): Promise<(R & { stars: number })[]> {
  const counts = await db.star.groupBy({
    by: ["repositoryId"],
    where: { repositoryId: { in: rows.map(({ id }) => id) } },
    _count: true,
  });
  const stars = new Map(counts.map((it) => [it.repositoryId, it._count]));
  return rows.map((row) => ({ ...row, stars: stars.get(row.id) ?? 0 }));
}
