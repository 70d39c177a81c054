import type { Actor } from "../../identity/actor/actor.ts";
import type { Prisma } from "../../platform/db/client.ts";

/** The namespaces that an actor may know of; the same rule in SQL as `pull` is in policy.ts. */
export function visibleTo(actor: Actor | null): Prisma.NamespaceWhereInput {
  if (!actor) return { visibility: "public" };
  if (actor.admin) return {};
  return {
    OR: [
      { visibility: { in: ["public", "protected"] } },
      { team: { memberships: { some: { userId: actor.id } } } },
    ],
  };
}

/** The repositories that an actor may know of; the same rule in SQL as `pull` is in policy.ts. */
export function repositoriesVisibleTo(actor: Actor | null): Prisma.RepositoryWhereInput {
  const open: Prisma.RepositoryWhereInput = { visibility: null };
  if (!actor) return { namespace: visibleTo(null), OR: [open, { visibility: "public" }] };
  if (actor.admin) return {};

  const team = { team: { memberships: { some: { userId: actor.id } } } };
  return {
    OR: [
      { namespace: team },
      { members: { some: { userId: actor.id } } },
      {
        namespace: visibleTo(actor),
        OR: [open, { visibility: { in: ["public", "protected"] } }],
      },
    ],
  };
}
