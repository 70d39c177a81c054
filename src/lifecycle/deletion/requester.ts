import { type Audit, onBehalfOf } from "../../history/record.ts";
import type { ActorAudit } from "../../identity/actor/audit.ts";
import type { DeletionPlan } from "../../platform/db/client.ts";

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
