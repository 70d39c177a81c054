import { availableParallelism, loadavg } from "node:os";
import { setTimeout as pause } from "node:timers/promises";

/** How many times longer things take than on an idle machine: a whole number, 1 or more if processes queue for its CPUs. */
export function slowness(): number {
  return Math.max(1, Math.ceil((loadavg()[0] ?? 0) / availableParallelism()));
}

/** Waits until something is so. The limit, in ms on an idle machine, is for the day it never is. */
export async function until(
  isSo: () => Promise<boolean> | boolean,
  what: string,
  limit = 30_000,
): Promise<void> {
  const start = Date.now();
  while (!(await isSo())) {
    const waited = Date.now() - start;
    if (waited > limit * slowness()) throw new Error(`waited ${waited} ms for: ${what}`);
    await pause(50);
  }
}
