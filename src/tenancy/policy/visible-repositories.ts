import type { Actor } from "../../identity/actor/actor.ts";
import { db, type Prisma } from "../../platform/db/client.ts";
import { repositoriesVisibleTo } from "./visible.ts";

const most = 30_000; // what one statement can name

/** The repositories that an actor may know of, within what the actor's token is limited to. */
export async function repositoriesWithinLimit(
  actor: Actor | null,
): Promise<Prisma.RepositoryWhereInput> {
  const visible = repositoriesVisibleTo(actor);
  if (!actor?.limit) return visible;
  const { names, actions } = actor.limit;
  if (actions && !actions.includes("pull")) return { id: { in: [] } };
  if (!names) return visible;

  const found = await db.$queryRaw<{ id: number }[]>`
    SELECT id FROM repositories WHERE full_name ~ ${names.source} ORDER BY id LIMIT ${most}`;
  return { AND: [visible, { id: { in: found.map(({ id }) => id) } }] };
}
