import { type DeletionPlan, db } from "../../platform/db/client.ts";
import { Invalid } from "../../platform/errors.ts";
import { type Loop, startLoop } from "../../platform/loop.ts";
import { lease, type Pace } from "./lease.ts";
import { carryBack } from "./restore.ts";
import { carryOut } from "./run.ts";

/** Carries on deletions that are long, and those of processes that were killed. */
export function startRemover(): Loop {
  let stopping = false;
  const loop = startLoop("deletions", 2_000, () => carryOn({ stopping: () => stopping }));
  return {
    wake: loop.wake,
    stop: () => {
      stopping = true;
      return loop.stop();
    },
  };
}

/** Takes up every deletion that nobody is at; says how many. */
export async function carryOn(pace: Pace = {}): Promise<number> {
  let taken = 0;
  for (let plan = await claim(); plan; plan = await claim()) {
    taken += 1;
    const patient = { patient: true, ...pace };
    if (plan.undoingAt) await carryBack(plan, patient).catch(told);
    else await carryOut(plan, patient);
    if (pace.stopping?.()) break;
  }
  return taken;
}

async function claim(): Promise<DeletionPlan | null> {
  const [due] = await db.$queryRaw<{ id: number }[]>`
    UPDATE deletion_plans SET turn = turn + 1, try_after = now() + ${lease}::interval WHERE id = (
      SELECT id FROM deletion_plans WHERE try_after <= now()
        AND (executed_at IS NOT NULL AND finished_at IS NULL OR undoing_at IS NOT NULL AND undone_at IS NULL)
      ORDER BY try_after LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id`;
  return due ? db.deletionPlan.findUnique({ where: { id: due.id } }) : null;
}

/** Whoever asked for it reads on its page what is the matter. */
function told(error: unknown): void {
  if (!(error instanceof Invalid)) throw error;
}
