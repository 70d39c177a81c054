import type { Actor } from "../accounts/current.ts";
import { type DeletionPlan, db, type Role } from "../db/client.ts";
import { NotFound } from "../errors.ts";
import { type FoundNamespace, findNamespace } from "../namespaces/list.ts";
import { type Guarded, roleOf } from "../namespaces/policy.ts";
import { type FoundRepository, findRepositoryIn, guardedBy } from "../repositories/repositories.ts";
import type { Census } from "./census.ts";
import { type Choice, choiceOf } from "./choice.ts";
import type { Contents } from "./closure.ts";
import { ensureMayDelete } from "./plans.ts";

/** A plan with what it is about, as far as that is still there, and by what to judge who may do what with it. */
export type FoundPlan = Omit<DeletionPlan, "contents" | "selection"> & {
  selection: Choice;
  contents: Partial<Contents & Census>;
  guarded: Guarded;
  repository: FoundRepository | null;
  namespace: FoundNamespace | null;
};

/** A plan that the actor may see: of what they may delete. */
export async function findPlan(actor: Actor, id: number): Promise<FoundPlan> {
  const plan = await db.deletionPlan.findUnique({ where: { id } });
  if (!plan) throw new NotFound("deletion");
  const { namespaceId, subject } = plan;
  const namespace = namespaceId ? await findNamespace(actor, namespaceId) : null;
  const repository = namespace && (await findRepositoryIn(actor, namespace, subject).catch(orNull));
  const guarded = repository ? guardedBy(repository) : (namespace ?? (await teamOf(actor, plan)));
  ensureMayDelete(actor, guarded);
  const contents = plan.contents as FoundPlan["contents"]; // as it was written
  return { ...plan, selection: choiceOf(plan), contents, guarded, repository, namespace };
}

/** What belongs to a team as a whole, or to no namespace any more, is its members' alone, though it be gone as well. */
async function teamOf(actor: Actor, { id, teamId }: DeletionPlan): Promise<Guarded> {
  const there = await db.team.findUnique({ where: { id: teamId }, select: { memberships: true } });
  const members = there?.memberships ?? (await membersThen(id, teamId));
  const guarded: Guarded = { kind: "team", visibility: "private", members };
  if (!actor.admin && !roleOf(actor, guarded)) throw new NotFound("deletion");
  return guarded;
}

async function membersThen(planId: number, teamId: number) {
  return db.$queryRaw<{ userId: number; role: Role }[]>`
    SELECT (row ->> 'user_id')::int AS "userId", row ->> 'role' AS role FROM deleted_rows
    WHERE plan_id = ${planId} AND relation = 'memberships' AND row -> 'team_id' = to_jsonb(${teamId}::int)`;
}

function orNull(error: unknown): null {
  if (error instanceof NotFound) return null;
  throw error;
}
