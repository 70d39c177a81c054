import type { Actor } from "../../../identity/actor/actor.ts";
import { db } from "../../../platform/db/client.ts";
import { repositoryGone } from "../repositories.ts";

type Starred = { id: number };

/** How many starred a repository, and whether the actor is among them. */
export async function starsOf(actor: Actor | null, { id: repositoryId }: Starred) {
  const [stars, own] = await Promise.all([
    db.star.count({ where: { repositoryId } }),
    actor && db.star.findUnique({ where: { repositoryId_userId: ids(actor, repositoryId) } }),
  ]);
  return { stars, starred: own !== null };
}

// A star is a bookmark: it changes nothing for anyone else, so that history does not tell of it.

/** Stars a repository that the actor has found; doing it twice is doing it once. */
export async function star(actor: Actor, { id }: Starred): Promise<void> {
  const data = ids(actor, id);
  await db.star.createMany({ data, skipDuplicates: true }).catch(repositoryGone);
}

export async function unstar(actor: Actor, { id }: Starred): Promise<void> {
  await db.star.deleteMany({ where: ids(actor, id) });
}

function ids({ id: userId }: Actor, repositoryId: number) {
  return { repositoryId, userId };
}
