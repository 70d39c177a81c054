import {
  type FoundRepository,
  findRepositoryIn,
  guardedBy,
} from "../../../catalogue/repositories/find.ts";
import type { Actor } from "../../../identity/actor/actor.ts";
import { config } from "../../../platform/config/config.ts";
import { type DeletionPlan, db, type Role, type Tx } from "../../../platform/db/client.ts";
import { NotFound, orNull } from "../../../platform/errors.ts";
import { type FoundNamespace, findNamespace } from "../../../tenancy/namespaces/find.ts";
import { type Guarded, judge } from "../../../tenancy/policy/policy.ts";
import { ensureCanDeleteImages } from "../access.ts";
import type { Contents } from "./closure.ts";
import { type PlanSelection, selectionOf } from "./selection.ts";
import type { TargetContents } from "./target-contents.ts";

/** A plan with its repository and namespace, if they still exist, and what decides who may use it. */
export type FoundPlan = Omit<DeletionPlan, "contents" | "selection"> & {
  selection: PlanSelection;
  contents: Partial<Contents & TargetContents>;
  guarded: Guarded;
  repository: FoundRepository | null;
  namespace: FoundNamespace | null;
};

/** Finds a plan. People see plans only in places where they may delete. */
export async function findPlan(actor: Actor, id: number, tx: Tx = db): Promise<FoundPlan> {
  const plan = await tx.deletionPlan.findUnique({ where: { id } });
  if (!plan) throw new NotFound("deletion");
  const { subject: fullName } = plan;
  const namespaceId = plan.namespaceId ?? 0;
  const namespace = await findNamespace(actor, namespaceId, tx).catch(orNull);
  const place = { namespaceId, fullName };
  const repository = await findRepositoryIn(actor, place, tx).catch(orNull);
  if (!repository && (await tx.repository.count({ where: place })) > 0)
    throw new NotFound("deletion"); // hidden from the actor
  const guarded = repository
    ? guardedBy(repository)
    : await guardedBefore(tx, actor, plan, namespace);
  ensureCanDeleteImages(actor, guarded);
  const contents = plan.contents as FoundPlan["contents"]; // only storePlan() writes it
  return { ...plan, selection: selectionOf(plan), contents, guarded, repository, namespace };
}

/**
 * Finds a plan again and locks it until the transaction ends. Its team, namespace and repository can't be changed or
 * deleted in that time, and no other plan of the repository is started.
 */
export async function lockPlan(tx: Tx, actor: Actor, found: FoundPlan): Promise<FoundPlan> {
  const { id, teamId, namespaceId, repositoryId } = found;
  await tx.$queryRaw`SELECT FROM deletion_plans WHERE id = ${id} FOR UPDATE`;
  await tx.$queryRaw`SELECT FROM teams WHERE id = ${teamId} FOR SHARE`;
  await tx.$queryRaw`SELECT FROM namespaces WHERE id = ${namespaceId} FOR SHARE`;
  await tx.$queryRaw`SELECT FROM repositories WHERE id = ${repositoryId} FOR NO KEY UPDATE`;
  return findPlan(actor, id, tx);
}

/** A deleted team or repository is visible only to its former members, and a namespace only to its present ones. */
async function guardedBefore(
  tx: Tx,
  actor: Actor,
  plan: DeletionPlan,
  namespace: FoundNamespace | null,
): Promise<Guarded> {
  const { id, repositoryId, subject: fullName } = plan;
  const members = repositoryId && (await membersBefore(tx, id, { repository_id: repositoryId }));
  const repository = members && { repository: { fullName, visibility: null, members } };
  if (namespace) return { ...namespace, ...repository };

  const guarded = { ...(await ownerOf(tx, plan)), ...repository };
  if (!judge(actor, guarded, "pull", config.rules).allowed) throw new NotFound("deletion");
  return guarded;
}

/** The namespace as it is now, even if the actor may not see it; without one, the team as it is or was. */
async function ownerOf(tx: Tx, { id, namespaceId, teamId }: DeletionPlan): Promise<Guarded> {
  const team = { select: { memberships: true } };
  const namespace = await tx.namespace.findUnique({
    where: { id: namespaceId ?? 0 },
    select: { kind: true, visibility: true, team },
  });
  if (namespace) return { ...namespace, members: namespace.team.memberships };

  const found = await tx.team.findUnique({ where: { id: teamId }, ...team });
  const members = found?.memberships ?? (await membersBefore(tx, id, { team_id: teamId }));
  return { kind: "team", visibility: "private", members };
}

async function membersBefore(
  tx: Tx,
  planId: number,
  of: { team_id: number } | { repository_id: number },
) {
  const relation = "team_id" in of ? "memberships" : "repository_memberships";
  return tx.$queryRaw<{ userId: number; role: Role }[]>`
    SELECT (row ->> 'user_id')::int AS "userId", row ->> 'role' AS role FROM deleted_rows
    WHERE plan_id = ${planId} AND relation = ${relation} AND row @> ${JSON.stringify(of)}::jsonb`;
}

/** The size of plans that are run within the request. */
export const maxImmediateSteps = 60;

export function sizeOf({
  deleted = [],
  untagged = [],
  namespaces = [],
  receivingTeam,
}: Partial<Contents & TargetContents>) {
  const inNamespaces = receivingTeam
    ? 0
    : namespaces.reduce((sum, { manifests }) => sum + manifests, 0);
  return deleted.length + untagged.length + inNamespaces;
}
