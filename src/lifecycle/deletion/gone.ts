import type { Actor } from "../../identity/actor/actor.ts";
import { type DeletionPlan, db, Prisma } from "../../platform/db/client.ts";
import { splitName } from "../../registry/names.ts";
import { readReference } from "../../registry/resolve.ts";
import { isAdmin } from "../../tenancy/policy/policy.ts";
import { repositoryVisibleTo } from "../../tenancy/policy/visible.ts";

/** What a page is about that was not found. */
export type Missing = { kind: "namespace" | "team"; id: number } | MissingImage;

interface MissingImage {
  kind: "repository";
  name: string;
  tag?: string;
  digest?: string;
}

/** The latest deletion of something that the actor was allowed to see, unless it was restored. */
export async function findDeletionOf(actor: Actor, missing: Missing): Promise<DeletionPlan | null> {
  const found = await db.$queryRaw<{ id: number }[]>`
    SELECT id FROM (${await candidates(actor, missing)}) AS found ORDER BY id DESC LIMIT 1`;
  const [plan] = found;
  return plan ? db.deletionPlan.findUnique({ where: { id: plan.id } }) : null;
}

/**
 * One statement, which compares what was deleted and who may know of it. Nobody can tell from its time whether something
 * was deleted that they were not allowed to see.
 */
async function candidates(actor: Actor, missing: Missing): Promise<Prisma.Sql> {
  if (missing.kind === "repository") return ofRepository(actor, missing);
  if (missing.kind === "namespace") return deleted(actor, withNamespace({ id: missing.id }));
  return deleted(
    actor,
    Prisma.sql`p.kind = 'team' AND p.selection -> 'team' = to_jsonb(${missing.id}::int)`,
  );
}

async function ofRepository(actor: Actor, image: MissingImage): Promise<Prisma.Sql> {
  const { hostname, fullName } = await readReference(image.name);
  const registry = Prisma.sql`(SELECT id FROM registries WHERE hostname = ${hostname})`;
  const here = Prisma.sql`p.kind = 'images' AND p.subject = ${fullName} AND p.registry_id = ${registry}`;
  const { namespace } = splitName(fullName);
  const inNamespace = Prisma.sql`${withNamespace({ name: namespace })}
    AND coalesce(p.registry_id = ${registry}, TRUE)`;
  return Prisma.join(
    [
      deleted(actor, Prisma.sql`${here} AND p.emptied`),
      deleted(actor, inNamespace),
      fromVisibleRepository(actor, { ...image, here, registry, fullName }),
    ],
    " UNION ALL ",
  );
}

function withNamespace(namespace: { id: number } | { name: string }): Prisma.Sql {
  return Prisma.sql`p.kind <> 'images' AND p.contents ->> 'receivingTeam' IS NULL
    AND p.contents -> 'namespaces' @> ${JSON.stringify([namespace])}::jsonb`;
}

const run = Prisma.sql`p.executed_at IS NOT NULL AND p.restored_at IS NULL`;

function deleted(actor: Actor, what: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`SELECT p.id FROM deletion_plans AS p
    LEFT JOIN namespaces ON namespaces.id = p.namespace_id
    WHERE ${run} AND ${what} AND ${wasVisibleTo(actor)}`;
}

/** Whether an actor saw what was deleted: by its visibility, if that of its namespace did not change since, or by a role. */
function wasVisibleTo(actor: Actor): Prisma.Sql {
  if (isAdmin(actor)) return Prisma.sql`TRUE`;
  return Prisma.sql`(
    (p.visibility <> 'private' AND coalesce(namespaces.visibility <> 'private', TRUE))
    OR EXISTS (SELECT FROM memberships
      WHERE memberships.team_id = coalesce(namespaces.team_id, p.team_id) AND memberships.user_id = ${actor.id})
    OR EXISTS (SELECT FROM deleted_rows AS former WHERE former.plan_id = p.id
      AND (p.kind, former.root, former.relation) IN (
        ('team', 'teams', 'memberships'), ('images', 'repositories', 'repository_memberships'))
      AND former.row -> 'user_id' = to_jsonb(${actor.id}::int)))`;
}

interface Part extends MissingImage {
  here: Prisma.Sql;
  registry: Prisma.Sql;
  fullName: string;
}

/** Deletions of a tag or an image from a repository that still exists. */
function fromVisibleRepository(actor: Actor, part: Part): Prisma.Sql {
  const { here, registry, fullName, tag = "", digest = "" } = part;
  return Prisma.sql`SELECT p.id FROM deletion_plans AS p
    WHERE ${run} AND ${here} AND p.id IN (
      SELECT plan_id FROM deletion_steps AS step
      WHERE step.repository = ${fullName} AND step.state = 'deleted'
        AND (step.tags @> ARRAY[${tag}] OR (step.digest = ${digest} AND step.tag IS NULL)))
    AND EXISTS (SELECT FROM repositories JOIN namespaces ON namespaces.id = repositories.namespace_id
      WHERE repositories.full_name = ${fullName} AND namespaces.registry_id = ${registry}
        AND ${repositoryVisibleTo(actor)})`;
}
