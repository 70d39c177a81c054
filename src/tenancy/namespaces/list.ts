import type { Actor } from "../../identity/actor/actor.ts";
import { db, type Prisma, type Tx } from "../../platform/db/client.ts";
import { NotFound } from "../../platform/errors.ts";
import { type Page, type Turn, turnTo } from "../../platform/http/pages.ts";
import { visibleTo } from "../policy/visible.ts";
import type { NamespacesQuery } from "./schemas.ts";

/** What pages, API and policies need of a namespace. */
export const shown = {
  include: {
    registry: true,
    size: true,
    owner: { select: { username: true } },
    team: {
      select: {
        id: true,
        name: true,
        hidden: true,
        memberships: { select: { userId: true, role: true } },
      },
    },
  },
} satisfies Prisma.NamespaceFindManyArgs;

type Loaded = Prisma.NamespaceGetPayload<typeof shown>;
export type FoundNamespace = Loaded & { members: Loaded["team"]["memberships"] };

/** A namespace that the actor may know of, with what its policies need to know. */
export async function findNamespace(
  actor: Actor | null,
  id: number,
  tx: Tx = db,
): Promise<FoundNamespace> {
  const found = await tx.namespace.findFirst({ where: { id, AND: visibleTo(actor) }, ...shown });
  if (!found) throw new NotFound("namespace");
  return { ...found, members: found.team.memberships };
}

const listed = {
  id: true,
  name: true,
  kind: true,
  visibility: true,
  createdAt: true,
  registry: { select: { hostname: true } },
  owner: { select: { username: true } },
  team: { select: { id: true, name: true, hidden: true } },
  _count: { select: { repositories: true } },
} satisfies Prisma.NamespaceSelect;

export type ListedNamespace = Prisma.NamespaceGetPayload<{ select: typeof listed }>;

type Filters = Pick<NamespacesQuery, "q" | "visibility" | "mine"> & { teamId?: number };

/** The namespaces that an actor may know of, the newest first. */
export async function visibleNamespaces(
  actor: Actor,
  filters: Filters,
  turn: Turn,
): Promise<Page<ListedNamespace>> {
  const where = narrowed(actor, filters);
  return turnTo(turn, {
    size: 50,
    find: (at, take) =>
      db.namespace.findMany({
        where: { AND: [where, beyond(at)] },
        select: listed,
        orderBy: [{ createdAt: at.newer ? "asc" : "desc" }, { id: at.newer ? "asc" : "desc" }],
        take,
      }),
    place: ({ createdAt, id }) => ({ at: createdAt, id }),
  });
}

function narrowed(actor: Actor, filters: Filters): Prisma.NamespaceWhereInput {
  const { q, visibility, mine, teamId } = filters;
  const all: Prisma.NamespaceWhereInput[] = [visibleTo(actor)];
  if (q) all.push({ name: { contains: q.toLowerCase().replace(/[\\%_]/g, "\\$&") } });
  if (visibility) all.push({ visibility });
  if (mine) all.push({ team: { memberships: { some: { userId: actor.id } } } });
  if (teamId) all.push({ teamId });
  return { AND: all };
}

/** The first condition says less than the second, and is what lets the index begin at the place. */
function beyond({ older, newer }: Turn): Prisma.NamespaceWhereInput {
  const place = older ?? newer;
  if (!place) return {};
  const { at, id } = place;
  return older
    ? { createdAt: { lte: at }, OR: [{ createdAt: { lt: at } }, { id: { lt: id } }] }
    : { createdAt: { gte: at }, OR: [{ createdAt: { gt: at } }, { id: { gt: id } }] };
}
