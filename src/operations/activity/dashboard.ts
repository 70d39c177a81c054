import type { Actor } from "../../identity/actor/actor.ts";
import { db, type Prisma } from "../../platform/db/client.ts";
import { withCounts } from "../../platform/db/counts.ts";

const maxNamespaces = 100;

/** The namespaces of a person's teams, their own first, each with what the policy needs to know. */
export async function memberNamespaces(actor: Actor) {
  const others = { OR: [{ ownerId: null }, { ownerId: { not: actor.id } }] };
  const [own, rest] = await Promise.all([
    findNamespaces(actor, { ownerId: actor.id }),
    findNamespaces(actor, others),
  ]);
  return [...own, ...rest].slice(0, maxNamespaces);
}

type MemberNamespace = Awaited<ReturnType<typeof memberNamespaces>>[number];

/** Those of them that the person owns. */
export const ownedIds = (actor: Actor, namespaces: readonly MemberNamespace[]): number[] =>
  namespaces
    .filter(({ members }) => members.some((it) => it.userId === actor.id && it.role === "owner"))
    .map(({ id }) => id);

async function findNamespaces(actor: Actor, which: Prisma.NamespaceWhereInput) {
  const found = await db.namespace.findMany({
    where: { AND: [which, { team: { memberships: { some: { userId: actor.id } } } }] },
    select: {
      id: true,
      name: true,
      kind: true,
      visibility: true,
      ownerId: true,
      registry: { select: { hostname: true } },
      team: {
        select: {
          memberships: { where: { userId: actor.id }, select: { userId: true, role: true } },
        },
      },
    },
    orderBy: [{ name: "asc" }],
    take: maxNamespaces,
  });
  const counted = await withCounts(found, { repositoriesCount: "repositories.namespace_id" });
  return counted.map(({ team, ...namespace }) => ({ ...namespace, members: team.memberships }));
}
