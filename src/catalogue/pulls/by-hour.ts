import type { Actor } from "../../identity/actor/actor.ts";
import { createCache } from "../../platform/cache.ts";
import { db, onAccessChange, Prisma } from "../../platform/db/client.ts";
import { closedRepositoriesOf, isOpenRepository } from "../../tenancy/policy/visible.ts";

export interface HourOfCounts {
  hour: Date; // its start
  pushes: number;
  pulls: number;
}

const shownHours = 24;
const anHour = 3_600_000;

const maxAgeMs = 60_000; // of a cached sum of past hours, to which late events may still add
const past = createCache<HourOfCounts[]>(4); // by who sees them and by the present hour

onAccessChange(() => past.clear());

/**
 * The pushes and pulls of the repositories that the actor may see, in each of the last 24 hours, oldest first. What all
 * see of past hours is summed once a minute: at 10 000 repositories there may be 240 000 rows.
 */
export async function countsByHour(actor: Actor): Promise<HourOfCounts[]> {
  const now = new Date(Math.floor(Date.now() / anHour) * anHour);
  const first = new Date(now.getTime() - (shownHours - 1) * anHour);
  const shared = actor.admin ? Prisma.sql`TRUE` : isOpenToAll;
  const own = Prisma.sql`repository_id IN (${closedRepositoriesOf(actor)})`;
  const rows = await Promise.all([
    past.fetch(`${actor.admin} ${now.getTime()}`, maxAgeMs, () =>
      sumHours(Prisma.sql`hour >= ${first} AND hour < ${now} AND ${shared}`),
    ),
    sumHours(Prisma.sql`hour >= ${now} AND ${shared}`),
    actor.admin ? [] : sumHours(Prisma.sql`hour >= ${first} AND ${own}`),
  ]);
  return Array.from({ length: shownHours }, (_, n) => {
    const hour = new Date(first.getTime() + n * anHour);
    const counts = rows.flat().filter((row) => row.hour.getTime() === hour.getTime());
    const sumOf = (what: "pushes" | "pulls") => counts.reduce((sum, it) => sum + it[what], 0);
    return { hour, pushes: sumOf("pushes"), pulls: sumOf("pulls") };
  });
}

const isOpenToAll = Prisma.sql`repository_id IN (
  SELECT repositories.id FROM repositories JOIN namespaces ON namespaces.id = namespace_id
  WHERE ${isOpenRepository})`;

function sumHours(which: Prisma.Sql): Promise<HourOfCounts[]> {
  return db.$queryRaw`SELECT hour, sum(pushes)::int AS pushes, sum(pulls)::int AS pulls
    FROM hourly_counts WHERE ${which} GROUP BY hour`;
}

/** Deletes hours that no page shows. Returns how many rows there were. */
export async function pruneHours(): Promise<number> {
  const before = new Date(Date.now() - (shownHours + 1) * anHour);
  const { count } = await db.hourlyCounts.deleteMany({ where: { hour: { lt: before } } });
  return count;
}
