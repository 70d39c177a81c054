import type { Actor } from "../../identity/actor/actor.ts";
import { db, type Prisma, type Visibility } from "../../platform/db/client.ts";
import { type Page, type Place, type Turn, turnTo } from "../../platform/http/pages.ts";
import { visibilityOf } from "../../tenancy/policy/policy.ts";
import { dailyPulls } from "../pulls/pulls.ts";
import { type Filters, named, narrowedTo } from "./filters.ts";
import { type PreferredTag, preferredTags } from "./tags/preferred-tags.ts";
import { type LatestTag, latestTags } from "./tags/tags.ts";

const listed = {
  id: true,
  name: true,
  fullName: true,
  tagsCount: true,
  pullsCount: true,
  pushedAt: true,
  pushedBy: true,
  visibility: true,
  namespace: {
    select: { name: true, visibility: true, registry: { select: { hostname: true } } },
  },
} satisfies Prisma.RepositorySelect;

export type ListedRepository = Prisma.RepositoryGetPayload<{ select: typeof listed }> & {
  visibility: Visibility; // as it is in effect
  latest: LatestTag | undefined;
  preferred: PreferredTag | undefined;
  /** Of the last days, oldest first. */
  pulls: number[];
};

/** The repositories that an actor may know of, the last pushed first. */
export async function visibleRepositories(
  actor: Actor | null,
  filters: Filters,
  turn: Turn,
): Promise<Page<ListedRepository>> {
  const where = { AND: [await narrowedTo(actor, filters), named(filters.q)] };
  const page = await turnTo(turn, {
    size: 50,
    find: (at, take) =>
      db.repository.findMany({
        where: { ...where, ...beyond(at) },
        select: listed,
        orderBy: at.newer ? [{ pushedAt: "asc" }, { id: "asc" }] : newestFirst,
        take,
      }),
    place: ({ pushedAt, id }) => ({ at: pushedAt, id }),
  });
  const ids = page.rows.map(({ id }) => id);
  const [latest, preferred, pulls] = await Promise.all([
    latestTags(ids),
    preferredTags(ids),
    dailyPulls(ids),
  ]);
  const rows = page.rows.map((row) => ({
    ...row,
    visibility: visibilityOf({ visibility: row.namespace.visibility, repository: row }),
    latest: latest.get(row.id),
    preferred: preferred.get(row.id),
    pulls: pulls.get(row.id) ?? [],
  }));
  return { ...page, rows };
}

const newestFirst = [
  { pushedAt: "desc" },
  { id: "desc" },
] satisfies Prisma.RepositoryOrderByWithRelationInput[];

/** The first condition says less than the second, and is what lets the index begin at the place. */
function beyond({ older, newer }: Turn): Prisma.RepositoryWhereInput {
  if (older) return past("lte", "lt", older);
  if (newer) return past("gte", "gt", newer);
  return {};
}

function past(upTo: "lte" | "gte", past: "lt" | "gt", { at, id }: Place) {
  return {
    pushedAt: { [upTo]: at },
    OR: [{ pushedAt: { [past]: at } }, { pushedAt: at, id: { [past]: id } }],
  };
}
