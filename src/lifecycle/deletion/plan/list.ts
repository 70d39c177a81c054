import type { Actor } from "../../../identity/actor/actor.ts";
import { config } from "../../../platform/config/config.ts";
import { type DeletionPlan, db, type Prisma, type Role } from "../../../platform/db/client.ts";
import {
  fetchPage,
  nearestFirst,
  type Page,
  type PageRequest,
  past,
} from "../../../platform/db/keyset.ts";

/** Without the contents, which may be long. */
type ListedDeletion = Omit<DeletionPlan, "contents" | "selection">;

/** Deletions that can still be restored, in places where the actor may delete; the latest first. */
export async function listDeletions(
  actor: Actor,
  request: PageRequest,
): Promise<Page<ListedDeletion>> {
  const mine = await deletablePlans(actor);
  return fetchPage(request, {
    size: 50,
    find: (at, take) =>
      db.deletionPlan.findMany({
        where: { AND: [mine, { restorableUntil: { gt: new Date() } }, past(at, "createdAt")] },
        orderBy: nearestFirst(at, "createdAt"),
        take,
        omit: { contents: true, selection: true },
      }),
    position: ({ createdAt, id }) => ({ at: createdAt, id }),
  });
}

/**
 * The rule of findPlan as SQL: members of what exists, and former members of what was deleted. Each alternative compares
 * ids with a column that has an index, so that the plans of others are not read.
 */
async function deletablePlans({
  admin,
  id: userId,
}: Actor): Promise<Prisma.DeletionPlanWhereInput> {
  if (!config.rules.deleteEnabled) return { id: { in: [] } };
  if (admin) return {};
  const role = { in: roles() };
  const where = { userId, role };
  const teams = await db.membership.findMany({
    where,
    select: { teamId: true, team: { select: { namespaces: { select: { id: true } } } } },
  });
  const namespaces = teams.flatMap(({ team }) => team.namespaces.map(({ id }) => id));
  const repositories = await db.repositoryMembership.findMany({
    where,
    select: { repositoryId: true },
  });
  const former = await db.$queryRaw<{ id: number; root: string }[]>`
    SELECT DISTINCT plan_id AS id, root FROM deleted_rows
    WHERE (root, relation) IN (('teams', 'memberships'), ('repositories', 'repository_memberships'))
      AND row -> 'user_id' = to_jsonb(${userId}::int) AND row ->> 'role' = ANY (${roles()})`;
  const formerly = (root: string) => former.filter((it) => it.root === root).map(({ id }) => id);
  return {
    OR: [
      { namespaceId: { in: namespaces } },
      { namespaceId: null, teamId: { in: teams.map(({ teamId }) => teamId) } },
      { namespaceId: null, id: { in: formerly("teams") } },
      { repositoryId: { in: repositories.map(({ repositoryId }) => repositoryId) } },
      { repositoryId: { not: null }, id: { in: formerly("repositories") } },
    ],
  };
}

function roles(): Role[] {
  return config.rules.deleteByContributors ? ["owner", "contributor"] : ["owner"];
}
