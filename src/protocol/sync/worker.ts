import { log } from "../../platform/log.ts";
import { type Loop, startLoop } from "../../platform/loop.ts";
import { repairAsked } from "./repair-worker.ts";
import { performOpen } from "./run.ts";
import { requestAtStart } from "./runs.ts";

/** Compares with the registries whenever somebody or the clock asks; what was cut off goes on. */
export function startSync(): Loop {
  let stopping = false;
  const asked = requestAtStart().catch((error) => {
    log.error(
      { err: error },
      "the sync at the start could not be asked for; the clock does so later",
    );
  });
  const loop = startLoop("sync", 3_000, async () => {
    await asked;
    await performOpen({ stopping: () => stopping });
    await repairAsked({}, () => stopping);
    return 0; // what ended is no reason to look for more at once
  });
  return {
    wake: loop.wake,
    stop: () => {
      stopping = true;
      return loop.stop();
    },
  };
}
