import { type DeletionPlan, type DeletionStep, db } from "../../../platform/db/client.ts";
import { isTarget, selectionOf } from "../plan/selection.ts";

interface Use {
  used: boolean | null;
  unread: boolean;
  tag: string | null;
  index: string | null;
}

export interface Refusal {
  reason: string | null; // null: it depends on a step that was refused
}

/**
 * Checks before each step whether people pushed something that needs the manifest while the plan ran. If so, it stays,
 * except when its whole namespace is deleted: then new tags are deleted too, and restored with the rest.
 */
export async function stillInUse(plan: DeletionPlan, step: DeletionStep): Promise<Refusal | null> {
  if (await dependsOnRefused(step)) return { reason: null };
  if (step.tag !== null) return null;
  const selection = selectionOf(plan);
  if (isTarget(selection)) return addNewTags(step);
  const untagged = "tags" in selection && (selection.untagged?.length ?? 0) > 0;

  const [use] = await db.$queryRaw<Use[]>`
    SELECT
      -- Untagged manifests were chosen because nothing used them, so a use since then keeps them.
      ${untagged} AND greatest(m.pushed_at, m.restored_at, m.pulled_at) > ${plan.createdAt} AS used,
      -- A manifest that Portus has not read yet may be an index that lists this one.
      ${untagged} AND EXISTS (
        SELECT FROM manifests fresh WHERE fresh.repository_id = m.repository_id
          AND fresh.read_at IS NULL AND fresh.read_after IS NOT NULL) AS unread,
      -- The registry would delete a new tag together with its digest.
      (SELECT name FROM tags WHERE manifest_id = m.id AND name <> ALL (${step.tags}::text[]) LIMIT 1) AS tag,
      -- An index that this plan does not delete would lose a part.
      (SELECT index.digest FROM manifest_children c JOIN manifests index ON index.id = c.manifest_id
        WHERE c.digest = m.digest AND index.repository_id = m.repository_id AND NOT EXISTS (
          SELECT FROM deletion_steps s WHERE s.plan_id = ${step.planId} AND s.tag IS NULL
            AND s.repository = ${step.repository} AND s.digest = index.digest) LIMIT 1) AS index
    FROM manifests m JOIN repositories r ON r.id = m.repository_id JOIN namespaces n ON n.id = r.namespace_id
    WHERE n.registry_id = ${step.registryId} AND r.full_name = ${step.repository} AND m.digest = ${step.digest}`;
  if (use?.used) return { reason: "It was pushed or pulled in the meantime." };
  if (use?.unread) return { reason: "Something that may need it was pushed in the meantime." };
  if (use?.tag) return { reason: `It was tagged ${use.tag} in the meantime.` };
  return use?.index ? { reason: `${use.index} was pushed in the meantime and lists it.` } : null;
}

async function dependsOnRefused({ planId, position, dependsOn }: DeletionStep): Promise<boolean> {
  if (dependsOn.length === 0) return false;
  const [refused] = await db.$queryRaw<unknown[]>`
    SELECT FROM deletion_steps s JOIN deletion_steps refused USING (plan_id, repository)
    WHERE s.plan_id = ${planId} AND s.position = ${position} AND refused.state = 'refused'
      AND refused.digest = ANY (s.depends_on) LIMIT 1`;
  return refused !== undefined;
}

async function addNewTags({ planId, position, digest, ...step }: DeletionStep): Promise<null> {
  await db.$executeRaw`
    UPDATE deletion_steps SET tags = ARRAY(
      SELECT unnest(tags) UNION SELECT t.name FROM tags t JOIN manifests m ON m.id = t.manifest_id
      JOIN repositories r ON r.id = t.repository_id JOIN namespaces n ON n.id = r.namespace_id
      WHERE n.registry_id = ${step.registryId} AND r.full_name = ${step.repository} AND m.digest = ${digest})
    WHERE plan_id = ${planId} AND position = ${position}`;
  return null;
}
