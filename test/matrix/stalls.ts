import { readFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";

export interface Stall {
  /** The longest time in which the event loop did nothing else, in ms: on a busy machine also that of other programs. */
  delayMs: number;
  /** The most CPU time of this thread between two turns of the event loop, in ms. */
  busyMs: number;
}

/** The longest stall of this process's event loop during a work. */
export async function longestStall(work: () => Promise<unknown>): Promise<Stall> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let [before, busiest] = [cpuTime(), 0];
  const measure = () => {
    const now = cpuTime();
    busiest = Math.max(busiest, now - before);
    before = now;
  };
  const turns = setInterval(measure, 1);
  delay.enable();
  await work();
  await new Promise((resolve) => setTimeout(resolve, 5));
  measure();
  clearInterval(turns);
  delay.disable();
  return { delayMs: delay.max / 1e6, busyMs: busiest };
}

/** The CPU time of the main thread, in ms, as Linux counts it: that of other threads and programs is not in it. */
function cpuTime(): number {
  const [ns] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, "utf8").split(" ");
  return Number(ns) / 1e6;
}
