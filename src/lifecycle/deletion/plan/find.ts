import {
  type FoundRepository,
  findRepositoryIn,
  guardedBy,
} from "../../../catalogue/repositories/repositories.ts";
import type { Actor } from "../../../identity/actor/actor.ts";
import { config } from "../../../platform/config/config.ts";
import { type DeletionPlan, db, type Role } from "../../../platform/db/client.ts";
import { NotFound } from "../../../platform/errors.ts";
import { type FoundNamespace, findNamespace } from "../../../tenancy/namespaces/list.ts";
import { ensureCanDeleteImages } from "../../../tenancy/policy/deletion.ts";
import { type Guarded, judge } from "../../../tenancy/policy/policy.ts";
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
export async function findPlan(actor: Actor, id: number): Promise<FoundPlan> {
  const plan = await db.deletionPlan.findUnique({ where: { id } });
  if (!plan) throw new NotFound("deletion");
  const { namespaceId, subject } = plan;
  const place = { id: namespaceId ?? 0 };
  const namespace = await findNamespace(actor, place.id).catch(orNull);
  const repository = await findRepositoryIn(actor, place, subject).catch(orNull);
  const guarded = repository ? guardedBy(repository) : await guardedBefore(actor, plan, namespace);
  ensureCanDeleteImages(actor, guarded);
  const contents = plan.contents as FoundPlan["contents"]; // as the plan was stored
  return { ...plan, selection: selectionOf(plan), contents, guarded, repository, namespace };
}

/** A deleted team or repository is visible only to those who were its members. */
async function guardedBefore(
  actor: Actor,
  { id, teamId, repositoryId, subject: fullName }: DeletionPlan,
  namespace: FoundNamespace | null,
): Promise<Guarded> {
  const members = repositoryId && (await membersBefore(id, { repository_id: repositoryId }));
  const repository = members && { repository: { fullName, visibility: null, members } };
  if (namespace) return { ...namespace, ...repository };

  const team = await db.team.findUnique({ where: { id: teamId }, select: { memberships: true } });
  const teamMembers = team?.memberships ?? (await membersBefore(id, { team_id: teamId }));
  const guarded: Guarded = {
    ...{ kind: "team", visibility: "private", members: teamMembers },
    ...repository,
  };
  if (!judge(actor, guarded, "pull", config.rules).allowed) throw new NotFound("deletion");
  return guarded;
}

async function membersBefore(planId: number, of: { team_id: number } | { repository_id: number }) {
  const relation = "team_id" in of ? "memberships" : "repository_memberships";
  return db.$queryRaw<{ userId: number; role: Role }[]>`
    SELECT (row ->> 'user_id')::int AS "userId", row ->> 'role' AS role FROM deleted_rows
    WHERE plan_id = ${planId} AND relation = ${relation} AND row @> ${JSON.stringify(of)}::jsonb`;
}

function orNull(error: unknown): null {
  if (error instanceof NotFound) return null;
  throw error;
}

/** The size of plans that are run within the request. */
export const maxRunAtOnce = 60;

/** How many manifests and tags a plan deletes. */
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
