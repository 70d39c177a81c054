import { type Loop, startLoop } from "../../platform/jobs/loop.ts";
import { log } from "../../platform/log.ts";
import { repairAsked } from "./repair-worker.ts";
import { performOpen } from "./run.ts";
import { requestAtStart } from "./runs.ts";

/** Compares with the registries whenever somebody or the clock asks; what was cut off goes on. */
export function startSync(): Loop {
  const asked = requestAtStart().catch((error) => {
    log.error(
      { err: error },
      "the sync at the start could not be asked for; the clock does so later",
    );
  });
  return startLoop("sync", 3_000, async (stopping) => {
    await asked;
    await performOpen({ stopping });
    await repairAsked({}, stopping);
    return 0; // what ended is no reason to look for more at once
  });
}
