import { type DeletionPlan, type DeletionStep, db } from "../../../platform/db/client.ts";
import { choiceOf, isRealm } from "../plan/selection.ts";

interface Use {
  used: boolean | null;
  unread: boolean;
  tag: string | null;
  index: string | null;
}

/** Why a step can't be taken any more. */
export interface Reason {
  why: string | null; // null: the reason is the one of another step
}

/**
 * What a plan showed is judged again at each step: a long one gives people time to push. What they tag or list meanwhile
 * stays, except in a namespace that goes whole: there the tag goes too, and comes back with the rest.
 */
export async function stillNeeded(plan: DeletionPlan, step: DeletionStep): Promise<Reason | null> {
  if (await waitsForKept(step)) return { why: null };
  if (step.tag !== null) return null;
  const choice = choiceOf(plan);
  if (isRealm(choice)) return takeNewTags(step);
  const untagged = "tags" in choice && (choice.untagged?.length ?? 0) > 0;

  const [use] = await db.$queryRaw<Use[]>`
    SELECT ${untagged} AND (m.pushed_at > ${plan.createdAt} OR m.pulled_at > ${plan.createdAt}) AS used,
      ${untagged} AND EXISTS (SELECT FROM manifests fresh WHERE fresh.repository_id = m.repository_id
        AND fresh.read_at IS NULL AND fresh.read_after IS NOT NULL) AS unread, (SELECT name FROM tags WHERE manifest_id = m.id AND name <> ALL (${step.tags}::text[]) LIMIT 1) AS tag,
      (SELECT index.digest FROM manifest_children c JOIN manifests index ON index.id = c.manifest_id
        WHERE c.digest = m.digest AND index.repository_id = m.repository_id AND NOT EXISTS (
          SELECT FROM deletion_steps s WHERE s.plan_id = ${step.planId} AND s.tag IS NULL
            AND s.repository = ${step.repository} AND s.digest = index.digest) LIMIT 1) AS index
    FROM manifests m JOIN repositories r ON r.id = m.repository_id JOIN namespaces n ON n.id = r.namespace_id
    WHERE n.registry_id = ${step.registryId} AND r.full_name = ${step.repository} AND m.digest = ${step.digest}`;
  if (use?.used) return { why: "It was pushed or pulled meanwhile." };
  if (use?.unread) return { why: "Something was pushed meanwhile that may need it." };
  if (use?.tag) return { why: `It was tagged ${use.tag} meanwhile.` };
  return use?.index ? { why: `${use.index}, which was pushed meanwhile, lists it.` } : null;
}

/** Whether something that has to be gone before it is not. */
async function waitsForKept({ planId, position, after }: DeletionStep): Promise<boolean> {
  if (after.length === 0) return false;
  const [kept] = await db.$queryRaw<unknown[]>`
    SELECT FROM deletion_steps s JOIN deletion_steps kept USING (plan_id, repository)
    WHERE s.plan_id = ${planId} AND s.position = ${position} AND kept.state = 'kept'
      AND kept.digest = ANY (s.after) LIMIT 1`;
  return kept !== undefined;
}

async function takeNewTags({ planId, position, digest, ...step }: DeletionStep): Promise<null> {
  await db.$executeRaw`
    UPDATE deletion_steps SET tags = ARRAY(
      SELECT unnest(tags) UNION SELECT t.name FROM tags t JOIN manifests m ON m.id = t.manifest_id
      JOIN repositories r ON r.id = t.repository_id JOIN namespaces n ON n.id = r.namespace_id
      WHERE n.registry_id = ${step.registryId} AND r.full_name = ${step.repository} AND m.digest = ${digest})
    WHERE plan_id = ${planId} AND position = ${position}`;
  return null;
}
