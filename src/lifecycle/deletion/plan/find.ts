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
import { type Choice, choiceOf } from "./selection.ts";
import type { Census } from "./target-contents.ts";

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
  const place = { id: namespaceId ?? 0 };
  const namespace = await findNamespace(actor, place.id).catch(orNull);
  const repository = await findRepositoryIn(actor, place, subject).catch(orNull);
  const guarded = repository ? guardedBy(repository) : await asItWas(actor, plan, namespace);
  ensureCanDeleteImages(actor, guarded);
  const contents = plan.contents as FoundPlan["contents"]; // as it was written
  return { ...plan, selection: choiceOf(plan), contents, guarded, repository, namespace };
}

/** What is gone is its members' alone, as they were then: those of its team, and of the repository. */
async function asItWas(
  actor: Actor,
  { id, teamId, repositoryId, subject: fullName }: DeletionPlan,
  namespace: FoundNamespace | null,
): Promise<Guarded> {
  const own = repositoryId && (await membersThen(id, { repository_id: repositoryId }));
  const repository = own && { repository: { fullName, visibility: null, members: own } };
  if (namespace) return { ...namespace, ...repository };

  const there = await db.team.findUnique({ where: { id: teamId }, select: { memberships: true } });
  const members = there?.memberships ?? (await membersThen(id, { team_id: teamId }));
  const guarded: Guarded = { kind: "team", visibility: "private", members, ...repository };
  if (!judge(actor, guarded, "pull", config.rules).allowed) throw new NotFound("deletion");
  return guarded;
}

async function membersThen(planId: number, of: { team_id: number } | { repository_id: number }) {
  const relation = "team_id" in of ? "memberships" : "repository_memberships";
  return db.$queryRaw<{ userId: number; role: Role }[]>`
    SELECT (row ->> 'user_id')::int AS "userId", row ->> 'role' AS role FROM deleted_rows
    WHERE plan_id = ${planId} AND relation = ${relation} AND row @> ${JSON.stringify(of)}::jsonb`;
}

function orNull(error: unknown): null {
  if (error instanceof NotFound) return null;
  throw error;
}

/** Manifests and tags that are deleted while somebody waits. */
export const small = 60;

/** How many a plan takes. */
export function sizeOf({
  gone = [],
  untagged = [],
  namespaces = [],
  heir,
}: Partial<Contents & Census>) {
  const held = heir ? 0 : namespaces.reduce((sum, { manifests }) => sum + manifests, 0);
  return gone.length + untagged.length + held;
}
