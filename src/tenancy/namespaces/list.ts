import type { Actor } from "../../identity/actor/actor.ts";
import { db, type Prisma } from "../../platform/db/client.ts";
import { withCounts } from "../../platform/db/counts.ts";
import {
  fetchSorted,
  type SortColumn,
  type SortedPage,
  type SortQuery,
} from "../../platform/db/sorted.ts";
import { escapeLike } from "../../platform/db/text.ts";
import { namespacesVisibleTo } from "../policy/visible.ts";
import type { FoundTeam } from "../teams/find.ts";
import { shown } from "./find.ts";
import { presentNamespace } from "./present.ts";
import type { NamespacesQuery } from "./schemas.ts";

const listed = {
  id: true,
  name: true,
  kind: true,
  visibility: true,
  createdAt: true,
  registry: { select: { hostname: true } },
  owner: { select: { username: true } },
  team: { select: { id: true, name: true, hidden: true } },
} satisfies Prisma.NamespaceSelect;

export type ListedNamespace = Prisma.NamespaceGetPayload<{ select: typeof listed }> & {
  repositoriesCount: number;
};

/** The source of an API list: the namespaces that the actor may see. */
export async function namespaceListing(
  actor: Actor,
  orderBy: Prisma.NamespaceOrderByWithRelationInput[],
) {
  return listingOf(await namespacesVisibleTo(actor), orderBy);
}

/** The source of an API list: the namespaces of a team; everyone who sees the team sees all of them. */
export function teamNamespaceListing(
  { id: teamId }: FoundTeam,
  orderBy: Prisma.NamespaceOrderByWithRelationInput[],
) {
  return listingOf({ teamId }, orderBy);
}

type Filters = Pick<NamespacesQuery, "q" | "visibility" | "mine"> & { teamId?: number };

type Row = Prisma.NamespaceGetPayload<{ select: typeof listed }>;

const namespaceColumns = {
  created: { field: "createdAt", kind: "time", usual: "desc" },
  name: { field: "name", kind: "text", usual: "asc" },
} as const satisfies Record<string, SortColumn<Row>>;

/** The namespaces that an actor may see. `query` says in which order. */
export async function visibleNamespaces(
  actor: Actor,
  filters: Filters,
  query: SortQuery,
): Promise<SortedPage<ListedNamespace>> {
  const where = await narrowed(actor, filters);
  const page = await fetchSorted<Row>(namespaceColumns, query, {
    size: 50,
    find: ({ where: past, orderBy, take }) =>
      db.namespace.findMany({ where: { AND: [where, past] }, select: listed, orderBy, take }),
    count: (take) => db.namespace.count({ where, take }),
  });
  const rows = await withCounts(page.rows, { repositoriesCount: "repositories.namespace_id" });
  return { ...page, rows };
}

function listingOf(
  where: Prisma.NamespaceWhereInput,
  orderBy: Prisma.NamespaceOrderByWithRelationInput[],
) {
  return {
    count: () => db.namespace.count({ where }),
    ids: (window: { skip: number; take: number }) =>
      db.namespace.findMany({ where, ...window, orderBy, select: { id: true } }),
    rows: (ids: number[]) => db.namespace.findMany({ ...shown, where: { id: { in: ids } } }),
    present: presentNamespace,
  };
}

async function narrowed(actor: Actor, filters: Filters): Promise<Prisma.NamespaceWhereInput> {
  const { q, visibility, mine, teamId } = filters;
  const all = [await namespacesVisibleTo(actor)];
  if (q) all.push({ name: { contains: escapeLike(q.toLowerCase()) } });
  if (visibility) all.push({ visibility });
  if (mine) all.push({ team: { memberships: { some: { userId: actor.id } } } });
  if (teamId) all.push({ teamId });
  return { AND: all };
}
