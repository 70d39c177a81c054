import { type DeletionPlan, db, type Tx } from "../../platform/db/client.ts";
import {
  type Held,
  holding,
  leased,
  type Queue,
  renew,
  retryLater,
} from "../../platform/jobs/lease.ts";
import type { RegistryError } from "../../registry/client/client.ts";

/** How somebody goes about it who carries on what takes long. */
export interface Pace {
  stopping?: () => boolean;
  /** Whether a registry that does not answer is asked again later, rather than at no time. */
  patient?: boolean;
}

/** Why a step was not taken; halfway if it may have been all the same, so that it has to be gone on with. */
export type StepError = RegistryError & { halfway?: boolean };

/** A plan by the turn at which a process took it up. Whoever takes it up later has a later turn, and alone may write of it. */
export type Turn = Pick<DeletionPlan, "id" | "turn">;

export const planQueue: Queue = {
  table: "deletion_plans",
  key: ["id"],
  due: "try_after",
  attempts: "attempts",
  countedAt: "failure",
  fence: "turn",
  error: "note",
  leaseSeconds: 30,
  retrySeconds: [5, 15, 60, 300, 900],
  endless: false,
};

const held = ({ id, turn, attempts = 0 }: Turn & { attempts?: number }): Held => ({
  key: [id],
  attempts,
  fence: turn,
});

/** Gives a plan to this process, or to whichever is free. By the database's clock: those of replicas differ. */
export async function handOver(tx: Tx, id: number, to: "us" | "anybody"): Promise<void> {
  const queue = to === "us" ? planQueue : { ...planQueue, leaseSeconds: 0 };
  await tx.$executeRaw`UPDATE deletion_plans AS job SET ${leased(queue)} WHERE id = ${id}`;
}

/** Says that somebody is at it; false if others have it by now, or if they are to have it. */
export async function keepGoing(plan: Turn, { stopping }: Pace): Promise<boolean> {
  const stop = stopping?.() ?? false;
  const ours = await renew(planQueue, held(plan), stop ? 0 : planQueue.leaseSeconds);
  return ours && !stop;
}

/** Keeps a plan during a step, which may wait for its registry for longer than the lease. */
export function holdPlan<T>(plan: Turn, work: () => Promise<T>): Promise<T> {
  return holding(planQueue, held(plan), work);
}

/** Whether this process has it yet, and it is not at its end; nobody takes it up until the transaction ends. */
export async function isOurs(tx: Tx, { id, turn }: Turn): Promise<boolean> {
  const found = await tx.$queryRaw<unknown[]>`
    SELECT FROM deletion_plans
    WHERE id = ${id} AND turn = ${turn} AND executed_at IS NOT NULL AND finished_at IS NULL FOR UPDATE`;
  return found.length > 0;
}

/** Whether it is tried again later; what is endless is, however often it failed. */
export function postpone(
  plan: DeletionPlan,
  error: string,
  { endless = false } = {},
): Promise<boolean> {
  return retryLater(planQueue, held(plan), { error, endless });
}

/** The registry answers again: what comes later is a new outage. */
export async function recover(plan: DeletionPlan): Promise<void> {
  if (plan.attempts === 0) return;
  plan.attempts = 0;
  const { id, turn } = plan;
  await db.deletionPlan.updateMany({ where: { id, turn }, data: { attempts: 0, note: null } });
}
