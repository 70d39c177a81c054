import {
  addTombstones,
  wholeRepository,
} from "../../../catalogue/repositories/recording/tombstones.ts";
import { onBehalfOf, record } from "../../../history/record.ts";
import { type Actor, actorFields } from "../../../identity/actor/actor.ts";
import type { ActorAudit } from "../../../identity/actor/audit.ts";
import type { DeletionPlan, Tx } from "../../../platform/db/client.ts";
import { Invalid, NotFound } from "../../../platform/errors.ts";
import { ensureTransfer, lockNamespace, moveToTeam } from "../../../tenancy/namespaces/change.ts";
import { reserveName } from "../../../tenancy/namespaces/reservations.ts";
import { lockTeam } from "../../../tenancy/teams/visible.ts";
import type { Realm } from "../plan/selection.ts";
import type { Census } from "../plan/target-contents.ts";
import { ensureCanDelete, ensureDeletableTeam } from "../plan/targets.ts";
import { keepRows } from "../restore/archived-rows.ts";

/**
 * Removes namespaces that hold no images any more, and the team whose they were. The locks wait for a push that is being
 * applied and let no other begin; teams are locked before namespaces. All is judged anew: whoever asked may have lost
 * the right meanwhile. "again" if something was pushed.
 */
export async function removeRealm(
  tx: Tx,
  plan: DeletionPlan,
  { namespaces, team, heir }: Realm,
): Promise<"again" | "removed"> {
  const audit = await whoeverAsked(tx, plan);
  const { actor } = audit;
  const teams = [team, heir].filter((id) => id !== undefined).sort((a, b) => a - b);
  for (const id of teams) await lockTeam(tx, actor, id);
  if (heir === undefined && !(await areEmpty(tx, actor, namespaces))) return "again";
  for (const id of namespaces)
    if (heir === undefined) await removeNamespace(tx, audit, plan, id);
    else await give(tx, audit, id, heir);
  if (team !== undefined) await removeTeam(tx, audit, plan, team);
  return "removed";
}

async function whoeverAsked(tx: Tx, { byId }: DeletionPlan): Promise<ActorAudit> {
  const where = { id: byId ?? 0, disabledAt: null };
  const actor = await tx.user.findUnique({ where, select: actorFields });
  if (!actor) throw new NotFound("person who asked for it");
  return onBehalfOf(actor);
}

/** Repositories with rules of their own outlive their images; not their namespace. */
async function areEmpty(tx: Tx, actor: Actor, namespaces: number[]): Promise<boolean> {
  for (const id of namespaces) {
    const { registryId } = await lockNamespace(tx, actor, id);
    await tx.$queryRaw`SELECT id FROM repositories WHERE namespace_id = ${id} FOR UPDATE`; // a push may be under way
    const where = { namespaceId: id, manifests: { none: {} } };
    const empty = await tx.repository.findMany({ where, select: { fullName: true } });
    await tx.repository.deleteMany({ where });
    const graves = [{ reference: wholeRepository, at: new Date().toISOString() }];
    for (const { fullName: repository } of empty)
      await addTombstones(tx, { registryId, repository }, graves);
  }
  return (await tx.repository.count({ where: { namespaceId: { in: namespaces } } })) === 0;
}

/** Its name is nobody's until no token for it is good any more. */
async function removeNamespace(tx: Tx, audit: ActorAudit, plan: DeletionPlan, id: number) {
  const namespace = await lockNamespace(tx, audit.actor, id);
  ensureCanDelete(audit.actor, namespace);
  const { name, registryId, teamId } = namespace;
  await keepRows(tx, { planId: plan.id, root: "namespaces", ids: [id] });
  await reserveName(tx, { registryId, name });
  await tx.namespace.delete({ where: { id } });
  const { namespaces, freed } = plan.contents as unknown as Census; // as it was written
  const { repositories = 0, tags = 0, manifests = 0 } = namespaces.find((it) => it.id === id) ?? {};
  const details = { repositories, tags, manifests, bytes: freed, plan: plan.id };
  await record(tx, audit, {
    ...{ key: "namespace.delete", subject: name, registryId, teamId, details },
  });
}

async function give(tx: Tx, audit: ActorAudit, id: number, heir: number): Promise<void> {
  const namespace = await lockNamespace(tx, audit.actor, id);
  const receiver = await lockTeam(tx, audit.actor, heir);
  ensureTransfer(audit.actor, namespace, receiver);
  await moveToTeam(tx, audit, namespace, receiver);
}

async function removeTeam(
  tx: Tx,
  audit: ActorAudit,
  plan: DeletionPlan,
  id: number,
): Promise<void> {
  const team = await lockTeam(tx, audit.actor, id);
  ensureDeletableTeam(audit.actor, team);
  if ((await tx.namespace.count({ where: { teamId: id } })) > 0)
    throw new Invalid({ form: "Somebody put a namespace in it meanwhile. Look at it again." });
  await keepRows(tx, { planId: plan.id, root: "teams", ids: [id] });
  await tx.team.delete({ where: { id } });
  await record(tx, audit, { key: "team.delete", subject: team.name, teamId: id });
}
