import { type DeletionPlan, db, Prisma } from "../../platform/db/client.ts";
import { storableText } from "../../platform/db/json.ts";
import { Invalid } from "../../platform/errors.ts";
import { claimDue } from "../../platform/jobs/lease.ts";
import { type Loop, startLoop } from "../../platform/jobs/loop.ts";
import { log } from "../../platform/log.ts";
import { type Pace, planQueue, postpone } from "./lease.ts";
import { carryBack, retryOrGiveUp } from "./restore/restore.ts";
import { carryOut } from "./run/run.ts";

/** Carries on deletions that are long, and those of processes that were killed. */
export function startRemover(): Loop {
  return startLoop("deletions", 2_000, (stopping) => carryOn({ stopping }));
}

/** Takes up every deletion that nobody is at; says how many. */
export async function carryOn(pace: Pace = {}): Promise<number> {
  let taken = 0;
  for (let plan = await claim(); plan; plan = await claim()) {
    taken += 1;
    await attempt(plan, { patient: true, ...pace });
    if (pace.stopping?.()) break;
  }
  return taken;
}

async function claim(): Promise<DeletionPlan | null> {
  const where = Prisma.sql`(executed_at IS NOT NULL AND finished_at IS NULL
    OR undoing_at IS NOT NULL AND undone_at IS NULL)`;
  const returning = Prisma.sql`job.id`;
  const [due] = await claimDue<{ id: number }>(planQueue, { limit: 1, where, returning });
  return due ? db.deletionPlan.findUnique({ where: { id: due.id } }) : null;
}

/** One plan's unexpected error is kept with it, shown on its page, and stops no other plan. */
async function attempt(plan: DeletionPlan, pace: Pace): Promise<void> {
  try {
    if (plan.undoingAt) await carryBack(plan, pace);
    else await carryOut(plan, pace);
  } catch (error) {
    if (plan.undoingAt && error instanceof Invalid) return; // the plan's note says it already
    log.error({ err: error, deletion: plan.id }, "deletion failed; it is tried again");
    if (plan.undoingAt) await retryOrGiveUp(plan, failureOf(error)).catch(ignoreInvalid);
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
