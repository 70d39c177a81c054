import type { Actor } from "../accounts/current.ts";
import { db } from "../db/client.ts";

/** The namespaces of a person's teams, their own first, each with what the policy needs to know. */
export async function memberNamespaces(actor: Actor) {
  const found = await db.namespace.findMany({
    where: { team: { memberships: { some: { userId: actor.id } } } },
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
      _count: { select: { repositories: true } },
    },
    orderBy: [{ name: "asc" }],
    take: 100,
  });
  return found
    .map(({ team, _count, ...namespace }) => ({
      ...namespace,
      members: team.memberships,
      repositoriesCount: _count.repositories,
    }))
    .sort((a, b) => Number(b.ownerId === actor.id) - Number(a.ownerId === actor.id));
}
