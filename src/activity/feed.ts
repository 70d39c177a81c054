import type { Actor } from "../accounts/current.ts";
import { type Activity, db, Prisma } from "../db/client.ts";
import { visibleTo } from "../namespaces/visible.ts";
import { type Page, type Turn, turnTo } from "../web/pages.ts";

/** What happened, as far as the actor may know of it: the newest first. What is gone has no id any more. */
export async function visibleActivities(
  actor: Actor,
  turn: Turn,
  { size = 50, key }: { size?: number; key?: string } = {},
): Promise<Page<Activity>> {
  const mayKnow = await knownTo(actor);
  const about = key ? Prisma.sql`a.key = ${key}` : Prisma.sql`TRUE`;
  return turnTo(turn, {
    size,
    find: (at, take) => db.$queryRaw<Activity[]>`
      SELECT a.id, a.at, a.key, a.actor_id AS "actorId", a.actor_name AS "actorName",
        a.registry_id AS "registryId", a.team_id AS "teamId", a.namespace_id AS "namespaceId",
        repositories.id AS "repositoryId", a.subject, a.details
      FROM activities AS a LEFT JOIN repositories ON repositories.id = a.repository_id
      WHERE ${mayKnow} AND ${about} AND ${beyond(at)}
      ORDER BY ${at.newer ? Prisma.sql`a.id ASC` : Prisma.sql`a.id DESC`} LIMIT ${take}`,
    place: ({ at, id }) => ({ at, id }),
  });
}

/** Whether a person has ever pushed an image here. */
export async function hasPushed(actor: Actor): Promise<boolean> {
  const push = { actorId: actor.id, key: "repository.push" };
  return (await db.activity.findFirst({ where: push, select: { id: true } })) !== null;
}

/** Admins know of everything, others of what they did and of what happened where they may look. */
async function knownTo(actor: Actor): Promise<Prisma.Sql> {
  if (actor.admin) return Prisma.sql`TRUE`;

  const namespaces = await db.namespace.findMany({
    where: visibleTo(actor),
    select: { id: true },
  });
  const teams = await db.membership.findMany({
    where: { userId: actor.id },
    select: { teamId: true },
  });
  return Prisma.sql`(a.actor_id = ${actor.id}
    OR a.namespace_id = ANY (${namespaces.map(({ id }) => id)}::int[])
    OR (a.namespace_id IS NULL AND a.team_id = ANY (${teams.map(({ teamId }) => teamId)}::int[])))`;
}

function beyond({ older, newer }: Turn): Prisma.Sql {
  if (older) return Prisma.sql`a.id < ${older.id}`;
  if (newer) return Prisma.sql`a.id > ${newer.id}`;
  return Prisma.sql`TRUE`;
}
