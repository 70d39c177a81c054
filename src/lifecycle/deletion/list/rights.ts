import type { Actor } from "../../../identity/actor/actor.ts";
import { config } from "../../../platform/config/config.ts";
import { type DeletionPlan, db, type Role } from "../../../platform/db/client.ts";
import { canDeleteImages } from "../../../tenancy/policy/deletion.ts";
import { canByRole, type Guarded, type Members } from "../../../tenancy/policy/policy.ts";

type Placed = Pick<DeletionPlan, "id" | "teamId" | "namespaceId" | "repositoryId" | "subject">;

/**
 * The deletions that an actor may restore: where they may delete and push. The same rule as findPlan() and
 * restoreRefusal() for a whole page, in a fixed number of statements; it loads only the actor's own roles.
 */
export async function restorableBy(actor: Actor, plans: readonly Placed[]): Promise<Set<number>> {
  if (plans.length === 0) return new Set();
  const rights = await loadRights(actor, plans);
  const may = (plan: Placed) => {
    const guarded = rights(plan);
    return (
      canDeleteImages(actor, guarded, config.rules) &&
      canByRole(actor, guarded, "push", config.rules)
    );
  };
  return new Set(plans.filter(may).map(({ id }) => id));
}

async function loadRights(
  actor: Actor,
  plans: readonly Placed[],
): Promise<(plan: Placed) => Guarded> {
  const own = { where: { userId: actor.id }, select: { userId: true, role: true } };
  const ids = plans.flatMap(({ namespaceId }) => namespaceId ?? []);
  const [namespaces, repositories, teams, former] = await Promise.all([
    db.namespace.findMany({
      where: { id: { in: ids } },
      select: { id: true, kind: true, visibility: true, team: { select: { memberships: own } } },
    }),
    db.repository.findMany({
      where: { namespaceId: { in: ids }, fullName: { in: plans.map(({ subject }) => subject) } },
      select: { namespaceId: true, fullName: true, visibility: true, members: own },
    }),
    db.team.findMany({
      where: { id: { in: plans.map(({ teamId }) => teamId) } },
      select: { id: true, memberships: own },
    }),
    formerRoles(actor, plans),
  ]);
  const byId = new Map(namespaces.map((it) => [it.id, it]));
  const byName = new Map(repositories.map((it) => [`${it.namespaceId} ${it.fullName}`, it]));
  const byTeam = new Map(teams.map((it) => [it.id, it.memberships]));
  return (plan) => {
    const { id, subject: fullName, namespaceId, repositoryId, teamId } = plan;
    const formerly = (relation: Former["relation"], root: number | null) =>
      former.filter((it) => it.planId === id && it.relation === relation && it.of === root);
    const repository = byName.get(`${namespaceId} ${fullName}`) ?? {
      fullName,
      visibility: null,
      members: formerly("repository_memberships", repositoryId),
    };
    const namespace = byId.get(namespaceId ?? 0);
    const team: Members = byTeam.get(teamId) ?? formerly("memberships", teamId);
    if (!namespace) return { kind: "team", visibility: "private", members: team, repository };
    const { kind, visibility } = namespace;
    return { kind, visibility, members: namespace.team.memberships, repository };
  };
}

interface Former {
  planId: number;
  relation: "memberships" | "repository_memberships";
  of: number; // the team or repository
  userId: number;
  role: Role;
}

/** The actor's roles in the deleted teams and repositories of these plans. */
function formerRoles(actor: Actor, plans: readonly Placed[]): Promise<Former[]> {
  return db.$queryRaw<Former[]>`
    SELECT plan_id AS "planId", relation, (row ->> 'user_id')::int AS "userId", row ->> 'role' AS role,
      coalesce(row ->> 'team_id', row ->> 'repository_id')::int AS of
    FROM deleted_rows
    WHERE plan_id = ANY (${plans.map(({ id }) => id)}::int[])
      AND (root, relation) IN (('teams', 'memberships'), ('repositories', 'repository_memberships'))
      AND row -> 'user_id' = to_jsonb(${actor.id}::int)`;
}
