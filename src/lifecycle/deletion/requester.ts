import { type Agent, type Audit, onBehalfOf } from "../../history/record.ts";
import type { ActorAudit } from "../../identity/actor/audit.ts";
import type { DeletionPlan, Tx } from "../../platform/db/client.ts";

// Who requested a deletion or its restore, with which credential and from where. The plan stores it, because most of
// what is recorded about them is recorded after the request.

export function deleterColumns({ actor, credential, address }: ActorAudit) {
  return { byId: actor.id, byName: actor.username, credential, address };
}

export function deletedBy({ byId, byName, ...source }: DeletionPlan): Audit {
  return onBehalfOf({ id: byId, username: byName }, source);
}

export function restorerColumns({ actor, credential, address }: ActorAudit) {
  return {
    restoredById: actor.id,
    restoredByName: actor.username,
    restoredCredential: credential,
    restoredAddress: address,
  };
}

export function restoredBy(plan: DeletionPlan): Audit {
  const { restoredById: id, restoredByName, restoredCredential: credential } = plan;
  const source = { credential, address: plan.restoredAddress };
  return onBehalfOf({ id, username: restoredByName ?? "" }, source);
}

interface DeleteEvent {
  registryId: number;
  repository: string;
  digest?: string | undefined;
  tag?: string | undefined;
}

/** Who requested the running deletion that caused an event, which can come before the registry's answer. */
export async function requesterOf(tx: Tx, event: DeleteEvent): Promise<Agent | undefined> {
  const { registryId, repository, digest = null, tag = null } = event;
  const [requester] = await tx.$queryRaw<Agent[]>`
    SELECT p.by_id AS id, p.by_name AS username
    FROM deletion_plans p JOIN deletion_steps s ON s.plan_id = p.id
    WHERE p.executed_at IS NOT NULL AND p.finished_at IS NULL
      AND s.registry_id = ${registryId} AND s.repository = ${repository}
      AND (s.digest = ${digest} OR s.tag = ${tag})
    ORDER BY p.id DESC LIMIT 1`;
  return requester;
}
