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

export interface RunningDeletion {
  registryId: number;
  repository: string;
  digest: string;
  tag: string | null;
  requester: Agent;
}

/** The steps of running deletions that these events can come from, the newest deletion first. */
export async function runningDeletions(
  tx: Tx,
  events: readonly DeleteEvent[],
): Promise<RunningDeletion[]> {
  if (events.length === 0) return [];
  const repositories = [...new Set(events.map(({ repository }) => repository))];
  const references = events.flatMap(({ digest, tag }) => [digest ?? [], tag ?? []].flat());
  const rows = await tx.$queryRaw<(Omit<RunningDeletion, "requester"> & Agent)[]>`
    SELECT s.registry_id AS "registryId", s.repository, s.digest, s.tag, p.by_id AS id, p.by_name AS username
    FROM deletion_plans p JOIN deletion_steps s ON s.plan_id = p.id
    WHERE p.executed_at IS NOT NULL AND p.finished_at IS NULL AND s.repository = ANY (${repositories}::text[])
      AND (s.digest = ANY (${references}::text[]) OR s.tag = ANY (${references}::text[]))
    ORDER BY p.id DESC`;
  return rows.map(({ id, username, ...step }) => ({ ...step, requester: { id, username } }));
}

/** Who requested the running deletion that caused an event, which can come before the registry's answer. */
export function requesterOf(
  running: readonly RunningDeletion[],
  { registryId, repository, digest, tag }: DeleteEvent,
): Agent | undefined {
  return running.find(
    (step) =>
      step.registryId === registryId &&
      step.repository === repository &&
      (step.digest === digest || (tag !== undefined && step.tag === tag)),
  )?.requester;
}
