import type { Entry } from "../../history/sentences.ts";
import type { Actor } from "../../identity/actor/actor.ts";
import { db } from "../../platform/db/client.ts";
import { recentEntries } from "../../tenancy/policy/visible-people.ts";
import { findActivities } from "../activity/feed.ts";
import type { Filters } from "../activity/filters.ts";

const pushesRead = 200;
const maxRepositories = 8;

/** The newest entries of a person, so that a page about somebody who did a lot in private places stays fast. */
export async function recentOf({ id: actorId }: { id: number }): Promise<Filters> {
  const [oldest] = await db.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM activities WHERE actor_id = ${actorId}
    ORDER BY id DESC OFFSET ${recentEntries} LIMIT 1`;
  return { actorId, sinceId: oldest?.id };
}

/** The repositories that a person pushed to last, each with the entry of its last push that the viewer may see. */
export async function recentlyPushed(viewer: Actor, recent: Filters): Promise<Entry[]> {
  const pushes = await findActivities(viewer, { ...recent, kind: "pushes", take: pushesRead });
  const last = new Map<number, Entry>();
  for (const push of pushes)
    if (push.repositoryId !== null && !last.has(push.repositoryId))
      last.set(push.repositoryId, push);
  return [...last.values()].slice(0, maxRepositories);
}
