import type { Actor } from "../../identity/actor/actor.ts";
import { db } from "../../platform/db/client.ts";
import { relatedTo } from "../../tenancy/policy/related.ts";
import { findActivities } from "../activity/feed.ts";
import { recentOf } from "./recent.ts";

/**
 * Whether someone may see an account: admins, the person, people who share a team or repository with it or own the
 * namespace of a repository that it is a member of, and those who may see its namespace or something that it did lately.
 */
export async function canSeePerson(viewer: Actor, person: { id: number }): Promise<boolean> {
  if (viewer.admin || viewer.id === person.id) return true;
  if (await isRelated(viewer, person)) return true;
  const recent = await recentOf(person);
  return (await findActivities(viewer, { ...recent, take: 1 })).length > 0;
}

async function isRelated(viewer: Actor, { id }: { id: number }): Promise<boolean> {
  const [found] = await db.$queryRaw<{ related: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM users WHERE users.id = ${id} AND ${relatedTo(viewer)}) AS related`;
  return found?.related ?? false;
}
