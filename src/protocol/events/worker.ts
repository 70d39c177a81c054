import { type Loop, startLoop } from "../../platform/loop.ts";
import { applyPending } from "./apply.ts";

/** Applies events as they arrive: at once when woken, else every two seconds; calls back after some were. */
export function startWorker(applied: () => void = () => {}): Loop {
  return startLoop("events", 2_000, async () => {
    const count = await applyPending();
    if (count > 0) applied();
    return count;
  });
}
