import type { Family } from "../../platform/metrics/exposition.ts";
import { processFamilies } from "../../platform/metrics/metrics.ts";
import { sharedFamilies } from "./shared.ts";
import "./process.ts";

let collectProcesses = async (): Promise<Family[]> => processFamilies();

/** Sets how the metrics of all processes are collected, where one of several answers. */
export function setCollector(collect: typeof collectProcesses): void {
  collectProcesses = collect;
}

/** The metrics of this Portus, of all its processes. */
export async function collect(): Promise<Family[]> {
  const [own, shared] = await Promise.all([collectProcesses(), sharedFamilies()]);
  return [...own, ...shared];
}
