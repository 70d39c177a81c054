import type { Actor } from "../../identity/actor/actor.ts";
import { db, type Prisma, type Visibility } from "../../platform/db/client.ts";
import {
  fetchSorted,
  type SortColumn,
  type SortedPage,
  type SortQuery,
} from "../../platform/db/sorted.ts";
import { visibilityOf } from "../../tenancy/policy/policy.ts";
import { pullsByRepositoryAndDay } from "../pulls/by-day.ts";
import { withStars } from "./discussion/stars.ts";
import { type Filters, nameContains, repositoryFilter } from "./filters.ts";
import { presentRepository, repositoryFields } from "./present.ts";
import { type PullableTag, preferredTags } from "./tags/preferred-tags.ts";
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
  visibility: Visibility; // the effective one
  latest: LatestTag | undefined;
  preferred: PullableTag | undefined;
  pulls: number[];
};

type Row = Prisma.RepositoryGetPayload<{ select: typeof listed }>;

const repositoryColumns = {
  pushed: { field: "pushedAt", kind: "time", usual: "desc" },
  name: { field: "fullName", kind: "text", usual: "asc" },
  pulls: { field: "pullsCount", kind: "count", usual: "desc" },
} as const satisfies Record<string, SortColumn<Row>>;

/** The repositories that an actor may see. `query` says in which order. */
export async function visibleRepositories(
  actor: Actor | null,
  filters: Filters,
  query: SortQuery,
): Promise<SortedPage<ListedRepository>> {
  const matching = { AND: [await repositoryFilter(actor, filters), nameContains(filters.q)] };
  const page = await fetchSorted<Row>(repositoryColumns, query, {
    size: 50,
    find: ({ where, orderBy, take }) =>
      db.repository.findMany({ where: { AND: [matching, where] }, select: listed, orderBy, take }),
    count: (take) => db.repository.count({ where: matching, take }),
  });
  const ids = page.rows.map(({ id }) => id);
  const [latest, preferred, pulls] = await Promise.all([
    latestTags(ids),
    preferredTags(ids),
    pullsByRepositoryAndDay(ids),
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

/** The source of an API list: the repositories that match a condition. */
export function repositoryListing(
  where: Prisma.RepositoryWhereInput,
  orderBy: Prisma.RepositoryOrderByWithRelationInput[],
  count: () => Promise<number> = () => db.repository.count({ where }),
) {
  return {
    count,
    ids: (window: { skip: number; take: number }) =>
      db.repository.findMany({ where, ...window, orderBy, select: { id: true } }),
    rows: async (ids: number[]) =>
      withStars(await db.repository.findMany({ ...repositoryFields, where: { id: { in: ids } } })),
    present: presentRepository,
  };
}
