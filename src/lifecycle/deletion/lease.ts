import { type DeletionPlan, db, type Tx } from "../../platform/db/client.ts";
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

export const lease = "30 seconds"; // after that another process takes over what one left
const beat = 10_000; // ms
const waits = [5, 15, 60, 300, 900]; // seconds

/** Gives a plan to this process, or to whichever is free. By the database's clock: those of replicas differ. */
export async function handOver(tx: Tx, id: number, to: "us" | "anybody"): Promise<void> {
  const wait = to === "us" ? lease : "0 seconds";
  await tx.$executeRaw`
    UPDATE deletion_plans SET turn = turn + 1, try_after = now() + ${wait}::interval WHERE id = ${id}`;
}

/** Says that somebody is at it; false if others have it by now, or if they are to have it. */
export async function keepGoing(plan: Turn, { stopping }: Pace): Promise<boolean> {
  const stop = stopping?.() ?? false;
  const ours = await renew(plan, stop ? "0 seconds" : lease);
  return ours && !stop;
}

/** Keeps a plan during a step, which may wait for its registry for longer than the lease. */
export async function holding<T>(plan: Turn, work: () => Promise<T>): Promise<T> {
  const alive = setInterval(() => void renew(plan, lease).catch(() => false), beat);
  try {
    return await work();
  } finally {
    clearInterval(alive);
  }
}

async function renew({ id, turn }: Turn, wait: string): Promise<boolean> {
  const count = await db.$executeRaw`
    UPDATE deletion_plans SET try_after = now() + ${wait}::interval
    WHERE id = ${id} AND turn = ${turn} AND try_after IS NOT NULL`;
  return count > 0;
}

/** Whether this process has it yet, and it is not at its end; nobody takes it up until the transaction ends. */
export async function isOurs(tx: Tx, { id, turn }: Turn): Promise<boolean> {
  const found = await tx.$queryRaw<unknown[]>`
    SELECT FROM deletion_plans
    WHERE id = ${id} AND turn = ${turn} AND executed_at IS NOT NULL AND finished_at IS NULL FOR UPDATE`;
  return found.length > 0;
}

/** Whether it is tried again later; what is endless is, however often it failed. */
export async function postpone(
  { id, turn, attempts }: DeletionPlan,
  why: string,
  { endless = false } = {},
): Promise<boolean> {
  const wait = waits[attempts] ?? (endless ? waits.at(-1) : undefined);
  if (wait === undefined) return false;
  await db.$executeRaw`
    UPDATE deletion_plans SET try_after = now() + ${`${wait} seconds`}::interval, attempts = attempts + 1, note = ${why}
    WHERE id = ${id} AND turn = ${turn} AND try_after IS NOT NULL`;
  return true;
}

/** The registry answers again: what comes later is a new outage. */
export async function recover(plan: DeletionPlan): Promise<void> {
  if (plan.attempts === 0) return;
  plan.attempts = 0;
  const { id, turn } = plan;
  await db.deletionPlan.updateMany({ where: { id, turn }, data: { attempts: 0, note: null } });
}
