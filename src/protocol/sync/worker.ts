import { type Loop, startLoop } from "../../platform/jobs/loop.ts";
import { log } from "../../platform/log.ts";
import { runRepairs } from "./drift/repair-worker.ts";
import { continueRuns } from "./run/run.ts";
import { requestAtStart } from "./runs.ts";

/** Executes sync runs and repairs as they are requested, and continues runs that were interrupted. */
export function startSync(): Loop {
  const requested = requestAtStart().catch((error) => {
    log.error(
      { err: error },
      "the sync at the start could not be requested; the schedule requests it later",
    );
  });
  return startLoop("sync", 3_000, async (stopping) => {
    await requested;
    await continueRuns({ stopping });
    await runRepairs({}, stopping);
    return 0; // the next pass need not follow at once
  });
}
