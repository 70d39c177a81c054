import {
  addTombstones,
  wholeRepository,
} from "../../../catalogue/repositories/recording/tombstones.ts";
import { record } from "../../../history/record.ts";
import { type Actor, actorFields } from "../../../identity/actor/actor.ts";
import type { ActorAudit } from "../../../identity/actor/audit.ts";
import type { DeletionPlan, Tx } from "../../../platform/db/client.ts";
import { Invalid, NotFound } from "../../../platform/errors.ts";
import { ensureTransfer, lockNamespace, moveToTeam } from "../../../tenancy/namespaces/change.ts";
import { reserveName } from "../../../tenancy/namespaces/reservations.ts";
import { lockTeam } from "../../../tenancy/teams/teams.ts";
import type { Target } from "../plan/selection.ts";
import type { TargetContents } from "../plan/target-contents.ts";
import { ensureCanDeleteNamespace, ensureCanDeleteTeam } from "../plan/targets.ts";
import { deletedBy } from "../requester.ts";
import { archiveRows } from "../restore/archived-rows.ts";

/**
 * Deletes namespaces without images, and their team. The locks wait for pushes that are being applied and block new ones;
 * teams are locked before namespaces. The right to delete is checked again, since the requester may have lost it.
 * Returns "again" if something was pushed.
 */
export async function deleteTarget(
  tx: Tx,
  plan: DeletionPlan,
  { namespaces, team, receivingTeam }: Target,
): Promise<"again" | "deleted"> {
  const audit = await findRequester(tx, plan);
  const { actor } = audit;
  const teams = [team, receivingTeam].filter((id) => id !== undefined).sort((a, b) => a - b);
  for (const id of teams) await lockTeam(tx, actor, id);
  if (receivingTeam !== undefined) await transferAll(tx, audit, namespaces, receivingTeam);
  else if (!(await deleteAll(tx, audit, plan, namespaces))) return "again";
  if (team !== undefined) await deleteTeam(tx, audit, plan, team);
  return "deleted";
}

async function findRequester(tx: Tx, plan: DeletionPlan): Promise<ActorAudit> {
  const where = { id: plan.byId ?? 0, disabledAt: null };
  const actor = await tx.user.findUnique({ where, select: actorFields });
  if (!actor) throw new NotFound("person who asked for it");
  return { ...deletedBy(plan), actor };
}

async function transferAll(tx: Tx, audit: ActorAudit, namespaces: number[], receivingTeam: number) {
  for (const id of namespaces) await transfer(tx, audit, id, receivingTeam);
}

/** False, with all namespaces still there, if one of them has images. */
async function deleteAll(tx: Tx, audit: ActorAudit, plan: DeletionPlan, namespaces: number[]) {
  if (!(await deleteEmptyRepositories(tx, audit.actor, namespaces))) return false;
  for (const id of namespaces) await deleteNamespace(tx, audit, plan, id);
  return true;
}

/** Repositories with their own rules outlive their images, but not their namespace. True if none is left. */
async function deleteEmptyRepositories(
  tx: Tx,
  actor: Actor,
  namespaces: number[],
): Promise<boolean> {
  for (const id of namespaces) {
    const { registryId } = await lockNamespace(tx, actor, id);
    await tx.$queryRaw`SELECT id FROM repositories WHERE namespace_id = ${id} FOR UPDATE`; // waits for a push that is being applied
    const where = { namespaceId: id, manifests: { none: {} } };
    const empty = await tx.repository.findMany({ where, select: { fullName: true } });
    await tx.repository.deleteMany({ where });
    const tombstones = [{ reference: wholeRepository, at: new Date().toISOString() }];
    for (const { fullName: repository } of empty)
      await addTombstones(tx, { registryId, repository }, tombstones);
  }
  return (await tx.repository.count({ where: { namespaceId: { in: namespaces } } })) === 0;
}

/** Its name stays reserved for as long as tokens for it may be valid. */
async function deleteNamespace(tx: Tx, audit: ActorAudit, plan: DeletionPlan, id: number) {
  const { actor } = audit;
  const namespace = await lockNamespace(tx, actor, id);
  ensureCanDeleteNamespace(actor, namespace);
  const { name, registryId, teamId } = namespace;
  await archiveRows(tx, { planId: plan.id, root: "namespaces", ids: [id] });
  await reserveName(tx, { registryId, name });
  await tx.namespace.delete({ where: { id } });
  const { namespaces, freed } = plan.contents as unknown as TargetContents; // only storePlan() writes it
  const { repositories = 0, tags = 0, manifests = 0 } = namespaces.find((it) => it.id === id) ?? {};
  const details = { repositories, tags, manifests, bytes: freed, plan: plan.id };
  await record(tx, audit, {
    key: "namespace.delete",
    subject: name,
    registryId,
    teamId,
    details,
  });
}

async function transfer(tx: Tx, audit: ActorAudit, id: number, receivingTeam: number) {
  const { actor } = audit;
  const namespace = await lockNamespace(tx, actor, id);
  const receiver = await lockTeam(tx, actor, receivingTeam);
  ensureTransfer(actor, namespace, receiver);
  await moveToTeam(tx, audit, namespace, receiver);
}

async function deleteTeam(tx: Tx, audit: ActorAudit, plan: DeletionPlan, id: number) {
  const { actor } = audit;
  const team = await lockTeam(tx, actor, id);
  ensureCanDeleteTeam(actor, team);
  if ((await tx.namespace.count({ where: { teamId: id } })) > 0)
    throw new Invalid({
      form: "The team got another namespace in the meantime. Review the deletion again.",
    });
  await archiveRows(tx, { planId: plan.id, root: "teams", ids: [id] });
  await tx.team.delete({ where: { id } });
  await record(tx, audit, { key: "team.delete", subject: team.name, teamId: id });
}
