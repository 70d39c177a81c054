import type { Actor } from "../../../identity/actor/actor.ts";
import { config } from "../../../platform/config/config.ts";
import { type DeletionPlan, db, type Prisma } from "../../../platform/db/client.ts";
import {
  fetchPage,
  nearestFirst,
  type Page,
  type PageRequest,
  past,
} from "../../../platform/db/keyset.ts";
import { referenceOf } from "../../../platform/reference.ts";
import { rolesThatDelete } from "../access.ts";
import { matching, stateOf } from "./filters.ts";
import { restorableBy } from "./rights.ts";
import type { DeletionFilters, State } from "./schemas.ts";
import { deletedByWords, deletedWords, tagNames } from "./words.ts";

/** Without the contents, which may be long. */
type Listed = Omit<DeletionPlan, "contents" | "selection">;

/** A deletion as a row of the list. */
export interface ListedDeletion extends Listed {
  state: State;
  what: string;
  tags: string; // the first ones
  by: string;
  canRestore: boolean;
}

/** Deletions in places where the actor may delete, the latest first. */
export async function listDeletions(
  actor: Actor,
  filters: DeletionFilters,
  request: PageRequest,
): Promise<Page<ListedDeletion>> {
  const where = [await deletablePlans(actor), await matching(filters)];
  const page = await fetchPage(request, {
    size: 50,
    find: (at, take) =>
      db.deletionPlan.findMany({
        where: { AND: [...where, past(at, "createdAt")] },
        orderBy: nearestFirst(at, "createdAt"),
        take,
        omit: { contents: true, selection: true },
      }),
    position: ({ createdAt, id }) => ({ at: createdAt, id }),
  });
  return { ...page, rows: await describePlans(actor, page.rows) };
}

/** Plans as rows of the list, in a fixed number of statements. */
export async function describePlans(
  actor: Actor,
  plans: readonly Listed[],
): Promise<ListedDeletion[]> {
  const [hosts, restorable] = await Promise.all([hostnames(), restorableBy(actor, plans)]);
  return plans.map((plan) => {
    const state = stateOf(plan);
    return {
      ...plan,
      state,
      what: deletedWords(plan, nameOf(plan, hosts)),
      tags: tagNames(plan),
      by: deletedByWords(plan, actor),
      canRestore: state === "restorable" && restorable.has(plan.id),
    };
  });
}

/** The host of each registry, of which there are few. */
async function hostnames(): Promise<Map<number, string>> {
  const registries = await db.registry.findMany({ select: { id: true, hostname: true } });
  return new Map(registries.map(({ id, hostname }) => [id, hostname]));
}

function nameOf({ registryId, subject }: Listed, hosts: ReadonlyMap<number, string>): string {
  const hostname = hosts.get(registryId ?? 0) ?? config.registry.host;
  return referenceOf({ fullName: subject, namespace: { registry: { hostname } } });
}

/**
 * The rule of findPlan as SQL: members of what exists, and former members of what was deleted. Each alternative compares
 * ids with a column that has an index, so that the plans of others are not read.
 */
export async function deletablePlans({
  admin,
  id: userId,
}: Actor): Promise<Prisma.DeletionPlanWhereInput> {
  if (!config.rules.deleteEnabled) return { id: { in: [] } };
  if (admin) return {};
  const role = { in: rolesThatDelete() };
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
      AND row -> 'user_id' = to_jsonb(${userId}::int) AND row ->> 'role' = ANY (${rolesThatDelete()})`;
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
