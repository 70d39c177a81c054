import { type DeletionPlan, db, type Tx } from "../../platform/db/client.ts";
import {
  claimAssignments,
  type Lease,
  type Queue,
  renew,
  retryLater,
  withLease,
} from "../../platform/jobs/lease.ts";
import type { RegistryError } from "../../registry/client/client.ts";

/** How a caller runs a long deletion: when to stop, and whether to retry an unreachable registry. */
export interface RunOptions {
  stopping?: () => boolean;
  retry?: boolean;
}

/** Why a step failed. `unknown`: the registry may have done it anyway, so that the step must be retried. */
export type StepError = RegistryError & { unknown?: boolean };

/** A claimed plan. Each claim raises the fence, and only the process with the latest fence may write to the plan. */
export type Fence = Pick<DeletionPlan, "id" | "fence">;

export const planQueue: Queue = {
  table: "deletion_plans",
  key: ["id"],
  due: "try_after",
  attempts: "attempts",
  countedAt: "failure",
  fence: "fence",
  error: "note",
  leaseSeconds: 30,
  retrySeconds: [5, 15, 60, 300, 900],
  endless: false,
};

const leaseOf = ({ id, fence, attempts = 0 }: Fence & { attempts?: number }): Lease => ({
  key: [id],
  attempts,
  fence,
});

/** Assigns a plan to this process, or to any free one. Uses the database's clock, since those of replicas differ. */
export async function assignPlan(tx: Tx, id: number, to: "us" | "anyone"): Promise<void> {
  const queue = to === "us" ? planQueue : { ...planQueue, leaseSeconds: 0 };
  await tx.$executeRaw`UPDATE deletion_plans AS job SET ${claimAssignments(queue)} WHERE id = ${id}`;
}

/** Renews the lease, or releases it when stopping. False: this process must not continue. */
export async function renewLease(plan: Fence, { stopping }: RunOptions): Promise<boolean> {
  const stop = stopping?.() ?? false;
  const ours = await renew(planQueue, leaseOf(plan), stop ? 0 : planQueue.leaseSeconds);
  return ours && !stop;
}

/** Renews the lease during a step, which may wait for its registry for longer than the lease. */
export function keepLeaseDuring<T>(plan: Fence, work: () => Promise<T>): Promise<T> {
  return withLease(planQueue, leaseOf(plan), work);
}

/** Whether this process still holds an unfinished plan. Locks it until the transaction ends. */
export async function holdsLease(tx: Tx, { id, fence }: Fence): Promise<boolean> {
  const found = await tx.$queryRaw<unknown[]>`
    SELECT FROM deletion_plans
    WHERE id = ${id} AND fence = ${fence} AND executed_at IS NOT NULL AND finished_at IS NULL FOR UPDATE`;
  return found.length > 0;
}

/** Schedules the next attempt and notes why. False if there were too many; with `endless` there never are. */
export function postpone(
  plan: DeletionPlan,
  error: string,
  { endless = false } = {},
): Promise<boolean> {
  return retryLater(planQueue, leaseOf(plan), { error, endless });
}

/** A step succeeded: the next failure starts with the shortest delay again. */
export async function resetAttempts(plan: DeletionPlan): Promise<void> {
  if (plan.attempts === 0) return;
  plan.attempts = 0;
  const { id, fence } = plan;
  await db.deletionPlan.updateMany({ where: { id, fence }, data: { attempts: 0, note: null } });
}
