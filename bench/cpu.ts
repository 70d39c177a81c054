import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const msPerTick = 10; // Linux counts the CPU time of a process in hundredths of a second

/** CPU time in ms of a Postgres cluster's processes, with those that ended. Zero where there is no /proc. */
export function postgresCpuMs(directory: string): number {
  const file = join(directory, "postgres", "data", "postmaster.pid");
  const postmaster = Number(readFileSync(file, "utf8").split("\n")[0]);
  let ticks = 0;
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const { parent, own, ofEnded } = statOf(pid);
    if (Number(pid) === postmaster) ticks += own + ofEnded;
    if (parent === postmaster) ticks += own;
  }
  return ticks * msPerTick;
}

/** CPU time of a process in ms. */
export const cpuMsOf = (pid: number): number => statOf(String(pid)).own * msPerTick;

/** The fields after the name of the program, which can have spaces: man proc_pid_stat. */
function statOf(pid: string): { parent: number; own: number; ofEnded: number } {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const sum = (from: number) => Number(fields[from]) + Number(fields[from + 1]);
    return { parent: Number(fields[1]), own: sum(11), ofEnded: sum(13) };
  } catch {
    return { parent: 0, own: 0, ofEnded: 0 }; // it ended meanwhile
  }
}
