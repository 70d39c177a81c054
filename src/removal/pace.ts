import { type DeletionPlan, db } from "../db/client.ts";
import type { RegistryError } from "../registry/client.ts";

/** How somebody goes about it who carries on what takes long. */
export interface Pace {
  stopping?: () => boolean;
  /** Whether a registry that does not answer is asked again later, rather than at no time. */
  patient?: boolean;
}

/** Why a step was not taken; halfway if it has to be gone on with, lest the registry be left as it is. */
export type StepError = RegistryError & { halfway?: boolean };

const held = 30_000; // ms: after that another process takes over what one left
const waits = [5, 15, 60, 300, 900]; // seconds

export const lease = () => new Date(Date.now() + held);

/** Says that somebody is at it, now and then; false if they are asked to stop, and others may go on at once. */
export async function keepGoing(plan: DeletionPlan, { stopping }: Pace): Promise<boolean> {
  const stop = stopping?.() ?? false;
  const left = (plan.tryAfter?.getTime() ?? 0) - Date.now();
  if (!stop && left > held / 2) return true;
  plan.tryAfter = stop ? new Date() : lease();
  await db.deletionPlan.update({ where: { id: plan.id }, data: { tryAfter: plan.tryAfter } });
  return !stop;
}

/** Whether it is worth while to try again later; if so, when is written down. */
export async function postpone({ id, attempts }: DeletionPlan, why: string): Promise<boolean> {
  const wait = waits[attempts];
  if (wait === undefined) return false;
  const tryAfter = new Date(Date.now() + wait * 1000);
  await db.deletionPlan.update({
    where: { id },
    data: { tryAfter, attempts: { increment: 1 }, note: why },
  });
  return true;
}

/** The registry answers again: what comes later is a new outage. */
export async function recover(plan: DeletionPlan): Promise<void> {
  if (plan.attempts === 0) return;
  plan.attempts = 0;
  await db.deletionPlan.update({ where: { id: plan.id }, data: { attempts: 0, note: null } });
}
