import type { Actor } from "../../identity/actor/actor.ts";
import { db, Prisma } from "../../platform/db/client.ts";
import { repositoryVisibleTo } from "../../tenancy/policy/visible.ts";

export interface HourOfCounts {
  hour: Date; // its start
  pushes: number;
  pulls: number;
}

const shownHours = 24;
const anHour = 3_600_000;

/** The pushes and pulls of the repositories that the actor may see, in each of the last 24 hours, oldest first. */
export async function countsByHour(actor: Actor): Promise<HourOfCounts[]> {
  const now = Math.floor(Date.now() / anHour) * anHour;
  const first = new Date(now - (shownHours - 1) * anHour);
  const rows = await db.$queryRaw<HourOfCounts[]>`
    SELECT hour, sum(pushes)::int AS pushes, sum(pulls)::int AS pulls FROM hourly_counts
    WHERE hour >= ${first} AND ${visibleRows(actor)} GROUP BY hour`;
  const counts = new Map(rows.map((row) => [row.hour.getTime(), row]));
  return Array.from({ length: shownHours }, (_, n) => {
    const hour = new Date(first.getTime() + n * anHour);
    return counts.get(hour.getTime()) ?? { hour, pushes: 0, pulls: 0 };
  });
}

/** Each visible repository is looked up once, not once for each of its hours. */
function visibleRows(actor: Actor): Prisma.Sql {
  if (actor.admin) return Prisma.sql`TRUE`;
  return Prisma.sql`repository_id IN (
    SELECT repositories.id FROM repositories JOIN namespaces ON namespaces.id = namespace_id
    WHERE ${repositoryVisibleTo(actor)})`;
}

/** Deletes hours that no page shows. Returns how many rows there were. */
export async function pruneHours(): Promise<number> {
  const before = new Date(Date.now() - (shownHours + 1) * anHour);
  const { count } = await db.hourlyCounts.deleteMany({ where: { hour: { lt: before } } });
  return count;
}
