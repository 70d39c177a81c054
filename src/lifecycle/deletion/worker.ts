import { type DeletionPlan, db, Prisma } from "../../platform/db/client.ts";
import { storableText } from "../../platform/db/text.ts";
import { Invalid } from "../../platform/errors.ts";
import { claimDue } from "../../platform/jobs/lease.ts";
import { type Loop, startLoop } from "../../platform/jobs/loop.ts";
import { log } from "../../platform/log.ts";
import { planQueue, postpone, type RunOptions } from "./lease.ts";
import { postponeRestore, restoreImages } from "./restore/restore.ts";
import { runDeletion } from "./run/run.ts";

/** Runs long deletions and restores, and continues those whose process was killed. */
export function startDeletionWorker(): Loop {
  return startLoop("deletions", 2_000, (stopping) => runDueDeletions({ stopping }));
}

/** Claims and runs every due deletion or restore. Returns how many it ran. */
export async function runDueDeletions(options: RunOptions = {}): Promise<number> {
  let count = 0;
  for (let plan = await claimDuePlan(); plan; plan = await claimDuePlan()) {
    count += 1;
    await attempt(plan, { retry: true, ...options });
    if (options.stopping?.()) break;
  }
  return count;
}

async function claimDuePlan(): Promise<DeletionPlan | null> {
  const where = Prisma.sql`(executed_at IS NOT NULL AND finished_at IS NULL
    OR restoring_at IS NOT NULL AND restored_at IS NULL)`;
  const returning = Prisma.sql`job.id`;
  const [due] = await claimDue<{ id: number }>(planQueue, { limit: 1, where, returning });
  return due ? db.deletionPlan.findUnique({ where: { id: due.id } }) : null;
}

/** Stores an unexpected error with its plan, whose page shows it, and goes on with the other plans. */
async function attempt(plan: DeletionPlan, options: RunOptions): Promise<void> {
  try {
    if (plan.restoringAt) await restoreImages(plan, options);
    else await runDeletion(plan, options);
  } catch (error) {
    if (plan.restoringAt && error instanceof Invalid) return; // already in the plan's note
    log.error({ err: error, deletion: plan.id }, "deletion failed; it is retried");
    if (plan.restoringAt) await postponeRestore(plan, failureOf(error)).catch(ignoreInvalid);
    else await postpone(plan, failureOf(error), { endless: true });
  }
}

/** The last line of the error, where the database states the cause. */
function failureOf(error: unknown): string {
  const [last = ""] = String(error).trim().split("\n").slice(-1);
  return `Portus failed unexpectedly: ${storableText(last.trim().slice(0, 300))} Its log says more.`;
}

function ignoreInvalid(error: unknown): void {
  if (!(error instanceof Invalid)) throw error;
}
